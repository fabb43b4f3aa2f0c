import type { Paint, Style } from '../../report/colour.ts'
import { harmless } from '../../report/harmless.ts'
import { count, wrap } from '../../report/words.ts'
import { counts, gaps, verdict } from '../audit.ts'
import type { Audit } from '../audit.ts'
import type { Severity } from '../check.ts'
import { grouped, placeText } from './group.ts'
import type { Group } from './group.ts'

/** The report for people: what is grave first, each with why and what to do, and whose it is. */
export function terminalReport(audit: Audit, { paint, width }: { paint: Paint; width: number }): string {
  const lines = [
    ...grouped(audit.findings).flatMap(group => groupLines(group, paint, width)),
    ...waivedLines(audit, paint, width),
    ...unreadLines(audit, paint, width),
    summaryLine(audit),
    paint(counts(audit).blocker > 0 ? 'red' : gaps(audit).length > 0 ? 'yellow' : 'green', verdict(audit)),
  ]
  return `${lines.join('\n')}\n`
}

const styles = { blocker: 'red', warning: 'yellow', note: 'cyan' } as const satisfies Record<Severity, Style>

function groupLines({ id, title, severity, why, fix, owners }: Group, paint: Paint, width: number): string[] {
  const indented = (text: string, by: number): string[] =>
    wrap(harmless(text), width - by).map(line => ' '.repeat(by) + line)
  return [
    `${paint(styles[severity], `${severity}:`)} ${paint('bold', title)} (${id})`,
    ...indented(why, 2),
    ...(fix === undefined ? [] : indented(`fix: ${fix}`, 2)),
    ...owners.flatMap(({ owner, findings }) => [
      `    ${paint('bold', harmless(owner))}`,
      ...findings.flatMap(finding => [
        ...indented(finding.message, 6),
        ...(placeText(finding.place) === ''
          ? []
          : [`      ${paint('dim', `at ${harmless(placeText(finding.place))}`)}`]),
        ...(fix === undefined ? indented(`fix: ${finding.fix}`, 6) : []),
      ]),
    ]),
    '',
  ]
}

function waivedLines({ waived, expired, unused }: Audit, paint: Paint, width: number): string[] {
  const lines = [
    ...waived.map(
      ({ finding, waiver }) =>
        `waived: ${finding.owner} (${finding.id}) until ${waiver.until}: ${waiver.reason}`,
    ),
    ...expired.map(({ id, until, reason }) => `The waiver of ${id} (${reason}) ended on ${until}.`),
    ...unused.map(
      ({ id, reason }) => `The waiver of ${id} (${reason}) fits nothing: take it out of the inventory.`,
    ),
  ]
  const printed = lines.flatMap(line => wrap(harmless(line), width))
  return printed.length === 0 ? [] : [...printed.map(line => paint('dim', line)), '']
}

function unreadLines({ unread }: Audit, paint: Paint, width: number): string[] {
  const lines = unread.flatMap(({ subject, message, expected }) =>
    wrap(harmless(`${expected ? 'skipped' : 'not read'}: ${subject}: ${message}`), width).map(line =>
      paint(expected ? 'dim' : 'yellow', line),
    ),
  )
  return lines.length === 0 ? [] : [...lines, '']
}

/** "2 blockers, 1 warning and 3 notes in 12 workloads, 3 nodes and 40 manifests." */
export function summaryLine(audit: Audit): string {
  const { blocker, warning, note } = counts(audit)
  const { nodes, hosts, workloads, manifests } = audit.looked
  const found = [count(blocker, 'blocker'), count(warning, 'warning'), count(note, 'note')]
  const seen = [
    ...(workloads > 0 ? [count(workloads, 'workload')] : []),
    ...(nodes > 0 ? [count(nodes, 'node')] : []),
    ...(hosts > 0 ? [count(hosts, 'host')] : []),
    ...(manifests > 0 ? [count(manifests, 'manifest file')] : []),
  ]
  const rest = [
    ...(audit.waived.length > 0 ? [`${audit.waived.length} waived`] : []),
    ...(audit.known > 0 ? [`${audit.known} known from the baseline`] : []),
    ...(gaps(audit).length > 0 ? [`${gaps(audit).length} not read`] : []),
  ]
  const where = seen.length === 0 ? '' : ` in ${joined(seen)}`
  return `${joined(found)}${where}${rest.length === 0 ? '' : ` (${rest.join(', ')})`}.`
}

function joined(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`
}
