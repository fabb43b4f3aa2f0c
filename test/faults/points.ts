/** The points at which something can go wrong, from a migration and an undo without a fault. */
export interface Points {
  /** Each step boundary, and the ends: "run prepare", "begin 1", "done 1", "end prepare". */
  prepare: string[]
  switch: string[]
  /** Where a step of the switch begins. */
  begins: string[]
  undo: string[]
  /** The steps of the switch that write files. */
  writes: string[]
}

/** From the manifest, and from the points of a migration's journal and of the undo's part of it. Pure. */
export function pointsOf(manifest: string, migration: readonly string[], undo: readonly string[]): Points {
  const start = migration.indexOf('run switch')
  const end = migration.indexOf('end switch')
  const inSwitch = migration.slice(start, end + 1)
  const steps = manifest.split('\n').map(line => line.split('\t'))
  const writes = steps.filter(([word, , , kind]) => word === 'step' && kind === 'write')
  return {
    prepare: migration.slice(0, start),
    switch: inSwitch,
    begins: inSwitch.filter(point => point.startsWith('begin ')),
    undo: undo.filter(point => point !== 'ended undone'),
    writes: writes.map(([, number]) => `begin ${number}`),
  }
}
