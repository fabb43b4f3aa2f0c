import { readFileSync } from 'node:fs'
import Handlebars from 'handlebars'
import { harmless } from '../../report/harmless.ts'
import { counts, gaps, verdict } from '../audit.ts'
import type { Audit } from '../audit.ts'
import { grouped, placeText } from './group.ts'
import { summaryLine } from './terminal.ts'

const template = new URL('../../../../templates/check.html.hbs', import.meta.url)

/** One page that needs nothing beside it and runs nothing: it can be mailed and kept. */
export function htmlReport(audit: Audit): string {
  const render = Handlebars.create().compile(readFileSync(template, 'utf8'), { strict: true })
  const { waived, unread, expired, unused, created, to } = audit
  return render({
    created,
    to,
    verdict: verdict(audit),
    state: counts(audit).blocker > 0 ? 'blocker' : gaps(audit).length > 0 ? 'warning' : 'good',
    summary: summaryLine(audit),
    groups: grouped(audit.findings).map(group => ({
      ...group,
      fix: harmless(group.fix ?? ''),
      count: group.owners.length,
      // What is grave is open; a page with a thousand notes is read from its headings.
      open: group.severity === 'note' ? '' : 'open',
      owners: group.owners.map(({ owner, findings }) => ({
        owner: harmless(owner),
        findings: findings.map(({ message, fix, place }) => ({
          message: harmless(message),
          place: harmless(placeText(place)),
          fix: group.fix === undefined ? harmless(fix) : '',
        })),
      })),
    })),
    waivers: [
      ...waived.map(
        ({ finding, waiver }) =>
          `${finding.owner} (${finding.id}) may pass until ${waiver.until}: ${waiver.reason}`,
      ),
      ...expired.map(({ id, until, reason }) => `The waiver of ${id} (${reason}) ended on ${until}.`),
      ...unused.map(({ id, reason }) => `The waiver of ${id} (${reason}) fits nothing.`),
    ].map(harmless),
    unread: unread.map(({ subject, message }) => harmless(`${subject}: ${message}`)),
  })
}
