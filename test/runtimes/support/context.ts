import { renderer } from '../../../scripts/lib/plan/render.ts'
import type { Facts } from '../../../scripts/lib/facts/facts.ts'
import type { Runtime, RuntimeContext, RuntimeSettings } from '../../../scripts/lib/runtimes/runtime.ts'

/** What a runtime plans from: a node's facts, what it runs, what it is to run, and what of settings is not a default. */
export function contextOf(
  facts: Facts,
  current: Runtime,
  target: Runtime,
  settings: Partial<RuntimeSettings> = {},
): RuntimeContext {
  return {
    facts,
    settings: { containerd: {}, images: { carry: 'all' }, ...settings },
    current,
    target,
    version: undefined,
    carried: current.read(facts),
    render: renderer(undefined),
  }
}

/** The text of the file that a list of changes writes at this path. */
export function textOf(changes: ReturnType<Runtime['configure']>, path: string): string | undefined {
  const found = changes.find(change => change.type === 'file' && change.path === path)
  return found?.type === 'file' ? found.content : undefined
}

/** The ids of the notes of one severity, in their order. */
export function idsOf(notes: ReturnType<Runtime['gate']>, severity: string): string[] {
  return notes.flatMap(note => (note.severity === severity ? [note.id] : []))
}
