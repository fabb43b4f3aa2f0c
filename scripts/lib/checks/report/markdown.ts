import { harmless } from '../../report/harmless.ts'
import { verdict } from '../audit.ts'
import type { Audit } from '../audit.ts'
import { grouped, placeText } from './group.ts'
import type { Group } from './group.ts'
import { summaryLine } from './terminal.ts'

/** The report for a ticket or a pull request. */
export function markdownReport(audit: Audit): string {
  const { waived, unread } = audit
  return [
    `# ${plain(verdict(audit))}`,
    '',
    plain(summaryLine(audit)),
    '',
    ...grouped(audit.findings).flatMap(section),
    ...part(
      'Waived',
      waived.map(
        ({ finding, waiver }) => `${finding.owner} (${finding.id}) until ${waiver.until}: ${waiver.reason}`,
      ),
    ),
    ...part(
      'Not read',
      unread.map(({ subject, message }) => `${subject}: ${message}`),
    ),
  ].join('\n')
}

function section({ severity, title, id, why, fix, owners }: Group): string[] {
  return [
    `## ${severity}: ${plain(title)} (\`${id}\`)`,
    '',
    plain(why),
    '',
    ...(fix === undefined ? [] : [`**Fix:** ${plain(fix)}`, '']),
    '| owner | what | where |',
    '| --- | --- | --- |',
    ...owners.flatMap(({ owner, findings }) =>
      findings.map(({ message, fix: own, place }) => {
        const what = fix === undefined ? `${message} Fix: ${own}` : message
        return `| ${plain(owner)} | ${plain(what)} | ${plain(placeText(place))} |`
      }),
    ),
    '',
  ]
}

function part(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : [`## ${title}`, '', ...lines.map(line => `- ${plain(line)}`), '']
}

// Names come from the cluster: none of them may become a link, a picture or HTML on the page of a ticket.
function plain(text: string): string {
  return harmless(text).replaceAll(/[\\`*_{}[\]<>#|~!&]/gu, character => `&#${character.codePointAt(0)};`)
}
