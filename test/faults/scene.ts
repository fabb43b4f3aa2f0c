import { setTimeout as sleep } from 'node:timers/promises'
import { migrate, start } from './controller.ts'
import type { Running, ScriptOptions, Told } from './controller.ts'
import { reached, transactionsIn } from './journal.ts'
import type { Random } from './random.ts'
import type { Rig } from './rig.ts'

/** One fault as it happens: what it is made with, and what came of it. */
export interface Scene {
  rig: Rig
  random: Random
  /** How each script ended that did, in order. */
  told: Told[]
  /** What the fault's own story found wrong. */
  problems: string[]
  /** Starts a migration of n2. */
  migrate: (options?: ScriptOptions) => Promise<Running>
  /** Runs a script to its end. */
  script: (name: string, options?: ScriptOptions) => Promise<Told>
  /** Waits for a script that was started. */
  end: (running: Running) => Promise<Told>
  /** Waits until the node is at a point of its journal, and fails when it never gets there. */
  at: (point: string, running?: Running) => Promise<void>
  /** Waits until the node has ended its transaction by itself. */
  byItself: (seconds: number) => Promise<void>
  /** A moment of up to so many milliseconds. */
  moment: (milliseconds: number) => Promise<void>
  /** Undone after the fault, in any case, last first. */
  afterwards: (heal: () => Promise<unknown>) => void
  heal: () => Promise<void>
}

/** A fault that never happened proves nothing. */
export class NotInjected extends Error {
  override name = 'NotInjected'
}

export function scene(rig: Rig, random: Random): Scene {
  const told: Told[] = []
  const healers: (() => Promise<unknown>)[] = []
  const self: Scene = {
    rig,
    random,
    told,
    problems: [],
    migrate: (options = {}) => migrate(rig, options),
    async script(name, options = {}) {
      return self.end(await start(rig, name, options))
    },
    async end(running) {
      const end = await running.ended
      told.push(end)
      return end
    },
    async at(point, running) {
      const limit = AbortSignal.timeout(120_000)
      const signal = running === undefined ? limit : AbortSignal.any([limit, running.over])
      if (await reached(rig.home, point, signal)) return
      const last = (await transactionsIn(rig.home)).at(-1)
      const said = running?.over.aborted === true ? (await running.ended).all.slice(-600) : ''
      throw new NotInjected(
        `"${point}" never came; the journal ends with ${last?.journal.slice(-200)} ${said}`,
      )
    },
    async byItself(seconds) {
      const limit = AbortSignal.timeout(seconds * 1000)
      const closed = new Set(['undone', 'undo-failed', 'confirmed'])
      while (!closed.has((await transactionsIn(rig.home)).at(-1)?.verdict ?? '')) {
        if (limit.aborted) {
          self.problems.push(`the node did not end its transaction by itself within ${seconds} s`)
          return
        }
        await sleep(250)
      }
    },
    moment: milliseconds => sleep(random() * milliseconds),
    afterwards: heal => void healers.push(heal),
    async heal() {
      for (const heal of healers.splice(0).toReversed()) await heal()
    },
  }
  return self
}
