import type { Reported } from './reported.ts'
import type { Unread } from './unread.ts'
import type { Waived, Waiver } from './waivers.ts'

/** All that a run of the checks came to; every form of the report is made of this. */
export interface Audit {
  /** ISO 8601, UTC. */
  created: string
  /** The runtime to go to. */
  to: string
  /** How much was looked at. */
  looked: { nodes: number; hosts: number; workloads: number; manifests: number }
  /** The gravest first. */
  findings: Reported[]
  waived: Waived[]
  /** Waivers that are over, or that fit nothing. */
  expired: Waiver[]
  unused: Waiver[]
  /** How many findings the baseline has too. */
  known: number
  unread: Unread[]
}

/** How many findings there are of each severity. */
export function counts({ findings }: Pick<Audit, 'findings'>): {
  blocker: number
  warning: number
  note: number
} {
  const of = (severity: Reported['severity']): number =>
    findings.filter(one => one.severity === severity).length
  return { blocker: of('blocker'), warning: of('warning'), note: of('note') }
}

/** What stayed unread although it should not have. */
export function gaps({ unread }: Pick<Audit, 'unread'>): Unread[] {
  return unread.filter(({ expected }) => !expected)
}

/** "No blockers: …", as one sentence. */
export function verdict(audit: Audit): string {
  const { blocker } = counts(audit)
  const missing = gaps(audit).length
  if (blocker > 0) return `Not ready for ${audit.to}.`
  if (missing > 0) return `No blocker was found, but not everything could be read.`
  return audit.known > 0
    ? `No new blocker on the way to ${audit.to}.`
    : `No blocker on the way to ${audit.to}.`
}
