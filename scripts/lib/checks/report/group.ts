import { severities } from '../check.ts'
import type { Place, Severity } from '../check.ts'
import type { Reported } from '../reported.ts'

/** All findings of one check that are of one severity. */
export interface Group {
  id: string
  title: string
  severity: Severity
  why: string
  owners: { owner: string; findings: Reported[] }[]
  /** What to do, where all findings say the same. */
  fix: string | undefined
}

/** Findings by severity, then by check, then by owner: a hundred pods of one Deployment are one line. */
export function grouped(findings: readonly Reported[]): Group[] {
  return severities.flatMap(severity => {
    const ofSeverity = findings.filter(finding => finding.severity === severity)
    return [...Map.groupBy(ofSeverity, ({ id }) => id).values()].map(group => groupOf(severity, group))
  })
}

function groupOf(severity: Severity, group: readonly Reported[]): Group {
  const [{ id, title, why, fix } = { id: '', title: '', why: '', fix: '' }] = group
  const owners = [...Map.groupBy(group, ({ owner }) => owner)].map(([owner, findings]) => ({
    owner,
    findings,
  }))
  return {
    id,
    title,
    severity,
    why,
    owners: owners.toSorted((one, other) => (one.owner < other.owner ? -1 : 1)),
    fix: group.every(one => one.fix === fix) ? fix : undefined,
  }
}

/** "deploy.yaml:12:5", "n1:/etc/cron.d/gc:3", or the path in an object. */
export function placeText(place: Place | undefined): string {
  if (place === undefined) return ''
  const { host, file, line, column, path } = place
  const position =
    file === undefined
      ? []
      : [file, ...(line === undefined ? [] : [line]), ...(column === undefined ? [] : [column])]
  const whole = [...(host === undefined || file === undefined ? [] : [host]), ...position].join(':')
  return whole === '' ? (path ?? '') : whole
}
