import type { SessionCost } from '../ssh/session.ts'

/** Everything that a run tells: reporters draw it, the log keeps it, `--output ndjson` prints it. */
export type Event = { time: string; run: string } & EventBody

export type EventBody =
  | { type: 'run-started'; command: string; hosts: string[] }
  | { type: 'host-started'; host: string }
  | { type: 'phase-started'; host: string; phase: Phase }
  | { type: 'step-started'; host: string; phase: Phase; step: string }
  | { type: 'step-finished'; host: string; phase: Phase; step: string; seconds: number }
  | { type: 'progress'; host: string; phase: Phase; message: string }
  | { type: 'output'; host: string; phase: Phase; line: string }
  | { type: 'note'; level: 'info' | 'warning'; host?: string; message: string }
  | { type: 'phase-finished'; host: string; phase: Phase; ok: boolean; seconds: number; message?: string }
  | HostFinished
  | { type: 'run-finished'; ok: boolean; seconds: number; log: string }

export interface HostFinished {
  type: 'host-finished'
  host: string
  result: HostResult
  seconds: number
  /** How many changes are in force on the host because of this run. */
  changes: number
  /** What is so now, in one sentence. */
  message: string
  /** What to run next, where there is something to do. */
  next?: string
  /** What reaching the host has cost. */
  cost?: SessionCost
}

/**
 * `untouched`: it failed before anything was changed. `rolled-back`: it failed, and the host is as before.
 * `unknown`: nobody could read from the host what state it is in. `skipped`: an earlier host failed.
 */
export type HostResult = 'changed' | 'unchanged' | 'untouched' | 'rolled-back' | 'unknown' | 'skipped'

export const phases = ['gate', 'prepare', 'drain', 'switch', 'verify', 'confirm', 'release'] as const
export type Phase = (typeof phases)[number] | 'undo'

/** Where events go. The engine calls it; it must not throw. */
export type Emit = (event: EventBody) => void
