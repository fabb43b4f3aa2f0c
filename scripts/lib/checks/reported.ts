import type { Check, Finding, Severity } from './check.ts'

/** A finding together with what its check says of all of its kind: what every report is made of. */
export interface Reported extends Finding {
  id: string
  title: string
  severity: Severity
  why: string
  fix: string
}

/** Findings as they come in, each only once. */
export interface Findings {
  /** Runs checks on a subject and keeps what they find. */
  run: <Subject>(checks: readonly Check<Subject>[], subject: Subject) => void
  /** Takes findings that were made elsewhere. */
  add: (reported: readonly Reported[]) => void
  /** Everything so far, the gravest first. */
  all: () => Reported[]
  /** How many were dropped, because nobody could read as many. */
  dropped: () => number
}

/**
 * An empty list of findings. A pod whose controller has been found to be so says nothing new: in the cluster what
 * counts is the owner and what is said, in files the line as well.
 */
export function findings(): Findings {
  const kept = new Map<string, Reported>()
  let dropped = 0
  const add = (reported: Reported): void => {
    const key = fingerprint(reported, true)
    if (kept.has(key)) return
    if (kept.size < most) kept.set(key, reported)
    else dropped += 1
  }
  return {
    run: (checks, subject) => {
      for (const check of checks) {
        for (const finding of check.run(subject)) {
          const { id, title, why } = check
          const { severity = check.severity, fix = check.fix } = finding
          add({ ...finding, id, title, severity, why, fix })
        }
      }
    },
    add: reported => {
      reported.forEach(add)
    },
    all: () => [...kept.values()].toSorted((one, other) => rank(one) - rank(other)),
    dropped: () => dropped,
  }
}

/** What makes a finding the same in another run. Lines move when a file is edited, so they count only within a run. */
export function fingerprint(
  { id, owner, message, place }: Omit<Reported, 'title' | 'why' | 'fix' | 'severity'>,
  withLine = false,
): string {
  const where = [
    place?.host,
    place?.file,
    ...(withLine && place?.file !== undefined ? [place.line, place.column] : []),
  ]
  return JSON.stringify([id, owner, message, ...where])
}

const ranks = { blocker: 0, warning: 1, note: 2 } as const

function rank({ severity }: Reported): number {
  return ranks[severity]
}

const most = 20_000
