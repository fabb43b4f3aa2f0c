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

/** The power goes in the middle of an undo, some of them twice: the next boot goes on with it. */
export const cutInUndo: Kind = ({ undo, begins }) =>
  undo.map((point, index) => ({
    kind: 'power cut in the middle of an undo',
    name: `power cut at "${point}" of an undo${index % 4 === 3 ? ', and again' : ''}`,
    async play(scene) {
      const running = await scene.migrate()
      await scene.at('end switch', running)
      running.signal('SIGKILL')
      await running.ended
      // The undo is begun by hand, and nobody waits for it.
      const begun = scene.rig.lab.tryOnNode('n2', 'sh /var/lib/refit/transactions/*/undo')
      await scene.at(point)
      await offAndOn(scene)
      if (index % 4 === 3) {
        await scene.moment(1500)
        await offAndOn(scene)
      }
      await begun
      await scene.byItself(90)
      if (begins.length === 0) scene.problems.push('there was no switch')
    },
  }))

async function offAndOn({ rig }: Scene): Promise<void> {
  await rig.cutPower()
  await rig.boot()
}
