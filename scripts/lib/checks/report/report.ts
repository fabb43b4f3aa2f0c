import type { Paint } from '../../report/colour.ts'
import type { Audit } from '../audit.ts'
import type { checkCommand } from '../command.ts'
import { allChecks } from '../list.ts'
import { htmlReport } from './html.ts'
import { jsonReport } from './json.ts'
import { junitReport } from './junit.ts'
import { markdownReport } from './markdown.ts'
import { sarifReport } from './sarif.ts'
import { terminalReport } from './terminal.ts'

/** The report in the form that was asked for. */
export function reportOf(
  audit: Audit,
  form: (typeof checkCommand)['options']['output']['choices'][number],
  screen: { paint: Paint; width: number },
): string {
  switch (form) {
    case 'terminal':
      return terminalReport(audit, screen)
    case 'json':
      return jsonReport(audit)
    case 'junit':
      return junitReport(
        audit,
        allChecks.map(({ id }) => id),
      )
    case 'sarif':
      return sarifReport(audit, allChecks)
    case 'markdown':
      return markdownReport(audit)
    case 'html':
      return htmlReport(audit)
  }
}
