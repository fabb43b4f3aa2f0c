import type { Fault, Kind } from '../fault.ts'
import type { Scene } from '../scene.ts'

/** The power goes in a migration whose controller lives: it finds the node again, and tells what became of it. */
export const cutInMigration: Kind = ({ prepare, switch: inSwitch, begins }) => [
  ...[prepare[1], prepare.at(-1)].flatMap(point => (point === undefined ? [] : [cut(point, 0)])),
  ...inSwitch.map(point => cut(point, 0)),
  ...begins.map(point => cut(point, 300)),
  cut('end switch', 4000),
  cut('confirmed', 0),
]

function cut(point: string, within: number): Fault {
  const when = within === 0 ? `at "${point}"` : `up to ${within} ms after "${point}"`
  return {
    kind: 'power cut, unsynced data lost',
    name: `power cut ${when}`,
    async play(scene) {
      const running = await scene.migrate({ verify: 60 })
      await scene.at(point, running)
      await scene.moment(within)
      await offAndOn(scene)
      const { result, code } = await scene.end(running)
      // A cut before the switch is armed leaves nothing that would end it: that is what resume is for.
      if (result === undefined || code === 3) await scene.script('resume')
    },
  }
}

/** The power goes in the middle of an undo, again and again: each boot goes on with it. */
export const cutInUndo: Kind = ({ undo }) => {
  const rounds = Math.ceil(undo.length / cutsInOne)
  return Array.from({ length: rounds }, (_, round) =>
    cutUndo(undo.filter((_point, at) => at % rounds === round)),
  )
}

const cutsInOne = 3

function cutUndo(points: readonly string[]): Fault {
  return {
    kind: 'power cut in the middle of an undo, three times',
    name: `power cuts at ${points.map(point => `"${point}"`).join(', ')} of an undo`,
    async play(scene) {
      const running = await scene.migrate()
      await scene.at('end switch', running)
      running.signal('SIGKILL')
      await running.ended
      // The undo is begun by hand, and nobody waits for it.
      const begun = scene.rig.lab.tryOnNode('n2', 'sh /var/lib/refit/transactions/*/undo')
      for (const point of points) {
        await scene.at(point)
        await offAndOn(scene)
      }
      await begun
      await scene.byItself(90)
    },
  }
}

async function offAndOn({ rig }: Scene): Promise<void> {
  await rig.cutPower()
  await rig.boot()
}
