import { refit } from '../lab/support/refit.ts'
import type { Ended } from '../lab/support/refit.ts'
import { writeInventory } from './inventory.ts'
import type { NodeSettings } from './inventory.ts'
import type { Rig } from './rig.ts'

/** One of refit's scripts at work. */
export interface Running {
  pid: number
  ended: Promise<Told>
  /** Aborted when it has ended. */
  over: AbortSignal
  signal: (name: NodeJS.Signals) => void
}

/** How a script ended, with what it said of the node. */
export interface Told extends Ended {
  script: string
  result?: string
  message?: string
}

export interface ScriptOptions extends NodeSettings {
  words?: readonly string[]
}

/** Starts migrate.mjs for n2. */
export function migrate(rig: Rig, options: ScriptOptions): Promise<Running> {
  return start(rig, 'migrate', options)
}

/** Starts a script for n2, with nobody to ask. */
export async function start(rig: Rig, script: string, options: ScriptOptions): Promise<Running> {
  const inventory = await writeInventory(rig.lab.inventory, rig.folder, options)
  const over = new AbortController()
  const pid = Promise.withResolvers<number>()
  const yes = script === 'plan' ? [] : ['--yes']
  const common = ['--inventory', inventory, '--limit', 'n2', ...yes, '--output', 'ndjson']
  const ended = refit(`scripts/${script}.mjs`, [...common, ...(options.words ?? [])], {
    onStart: pid.resolve,
  }).then(end => ({ script, ...end, ...outcomeOf(end.stdout) }))
  void ended.finally(() => over.abort())
  const id = await pid.promise
  return {
    pid: id,
    ended,
    over: over.signal,
    signal: name => void (over.signal.aborted || process.kill(id, name)),
  }
}

/** What the report of a run says became of n2. */
function outcomeOf(stdout: string): Pick<Told, 'result' | 'message'> {
  for (const line of stdout.split('\n').toReversed()) {
    if (!line.includes('"host-finished"')) continue
    const { result, message } = JSON.parse(line) as { result: string; message?: string }
    return { result, ...(message === undefined ? {} : { message }) }
  }
  return {}
}
