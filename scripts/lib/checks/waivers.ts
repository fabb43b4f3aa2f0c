import type { Reported } from './reported.ts'

/** A finding that somebody has looked at and lets pass, for a while. */
export interface Waiver {
  /** The id of a check. */
  id: string
  /** Why it may pass. */
  reason: string
  /** The last day on which it does, in UTC: "2027-03-31". */
  until: string
  /** Only findings whose owner or file fits; * stands for anything. Every finding of the check without it. */
  match?: string | undefined
}

export interface Waived {
  finding: Reported
  waiver: Waiver
}

/** What is left of findings, what was waived, and which waivers did nothing: they are over, or nothing fits them. */
export function applyWaivers(
  all: readonly Reported[],
  waivers: readonly Waiver[],
  now: number,
): { left: Reported[]; waived: Waived[]; expired: Waiver[]; unused: Waiver[] } {
  const day = new Date(now).toISOString().slice(0, 10)
  const [expired, valid] = [
    waivers.filter(({ until }) => until < day),
    waivers.filter(({ until }) => until >= day),
  ]
  const used = new Set<Waiver>()
  const waived: Waived[] = []
  const left = all.filter(finding => {
    const waiver = valid.find(one => fits(one, finding))
    if (waiver === undefined) return true
    used.add(waiver)
    waived.push({ finding, waiver })
    return false
  })
  return { left, waived, expired, unused: valid.filter(waiver => !used.has(waiver)) }
}

function fits({ id, match }: Waiver, { id: found, owner, place }: Reported): boolean {
  if (id !== found) return false
  if (match === undefined) return true
  const pattern = glob(match)
  return [owner, place?.file ?? '', place?.host ?? ''].some(text => pattern.test(text))
}

function glob(text: string): RegExp {
  const literal = text.replaceAll(/[\\^$.+?()[\]{}|/-]/gu, String.raw`\$&`)
  return new RegExp(`^${literal.replaceAll('*', '.*')}$`, 'su')
}
