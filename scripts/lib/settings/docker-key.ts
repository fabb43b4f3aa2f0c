import { z } from 'zod'
import type { Facts } from '../facts/facts.ts'
import type { Note } from '../plan/plan.ts'
import type { Contribution } from './merge.ts'

/** One key of daemon.json, and the flag of dockerd that says the same: what becomes of it outside Docker. */
export interface DockerKey {
  key: string
  /** Without dashes, where it is not called as the key is. */
  flag?: string
  /** "-D" is "D". */
  short?: string
  /** How a flag says it: once, several times, or several times as NAME=VALUE. */
  form: 'one' | 'many' | 'pairs'
  goes: 'carried' | 'lost' | 'nowhere'
  /** Where it goes for each target, in words; the same for both where it goes nowhere. */
  containerd: string
  crio: string
  /** Where a fact that is not in Docker's own reference comes from. */
  source?: string
  /** What a value of it comes to. */
  carry: (value: unknown, said: Said) => Contribution
}

/** Where a value stood, and on which node. */
export interface Said {
  key: string
  /** "registry-mirrors of /etc/docker/daemon.json" */
  source: string
  facts: Facts
}

type Row = Pick<DockerKey, 'key'> & Partial<Pick<DockerKey, 'flag' | 'short' | 'form' | 'source'>>

/** A key that has an equal. `type` checks a value of it; what is none is said to be lost. */
export function carried<T>(
  row: Row & {
    containerd: string
    crio: string
    type: z.ZodType<T>
    to: (value: T, said: Said) => Contribution
  },
): DockerKey {
  const { type, to, ...rest } = row
  const carry = (value: unknown, said: Said): Contribution => {
    const read = type.safeParse(value)
    if (!read.success) return { lost: [lostNote(said, 'refit does not understand its value')] }
    return to(read.data, said)
  }
  return { form: 'one', ...rest, goes: 'carried', carry }
}

/** A key without an equal, which pods could have relied on; `harmless` tells values that change nothing. */
export function lost(
  row: Row & { why: string; fix?: string; harmless?: readonly unknown[]; severity?: Note['severity'] },
): DockerKey {
  const { why, fix, harmless = [], severity, ...rest } = row
  const inWords = fix === undefined ? `Lost: ${why}.` : `Lost: ${why}. ${fix}`
  const carry = (value: unknown, said: Said): Contribution =>
    isEmpty(value) || harmless.some(one => String(one) === String(value))
      ? {}
      : { lost: [lostNote(said, why, { fix, severity })] }
  return { form: 'one', ...rest, goes: 'lost', containerd: inWords, crio: inWords, carry }
}

/** A key that never was about pods. */
export function nowhere(why: string, ...rows: (Row | string)[]): DockerKey[] {
  return rows.map(row => ({
    form: 'one',
    ...(typeof row === 'string' ? { key: row } : row),
    goes: 'nowhere',
    containerd: why,
    crio: why,
    carry: () => ({}),
  }))
}

/** What a plan says of a setting that does not come along. */
export function lostNote(
  { source }: Pick<Said, 'source'>,
  why: string,
  { fix, severity = 'warning' }: { fix?: string | undefined; severity?: Note['severity'] | undefined } = {},
): Note {
  const message = `${source} is not carried over: ${why}.`
  return { severity, id: 'setting-lost', message, ...(fix === undefined ? {} : { fix }) }
}

function isEmpty(value: unknown): boolean {
  if (value === null || value === undefined || value === '') return true
  return typeof value === 'object' && Object.keys(value).length === 0
}
