import { setTimeout as sleep } from 'node:timers/promises'
import type { Fault, Kind } from '../fault.ts'
import type { Scene } from '../scene.ts'
import { transactionsIn } from '../journal.ts'

/** The controller is gone at once, as with the lid of a laptop; the node must end well with and without help. */
export const killed: Kind = ({ prepare, switch: inSwitch }) => [
  ...prepare.map(point => fault(point, 'resume')),
  ...inSwitch.map((point, index) => fault(point, endings[index % endings.length] ?? 'resume')),
  ...inSwitch.filter(point => point.startsWith('begin')).map(point => fault(point, 'resume', 300)),
  fault('end switch', 'resume', 3000),
  fault('confirmed', 'resume'),
]

const endings = ['resume', "the node's own switch", 'undo by hand', 'resume --undo'] as const

type EndedBy = (typeof endings)[number]

function fault(point: string, by: EndedBy, within = 0): Fault {
  const when = within === 0 ? `at "${point}"` : `up to ${within} ms after "${point}"`
  return {
    kind: 'controller killed (SIGKILL)',
    name: `controller killed ${when}, ended by ${by}`,
    async play(scene) {
      const own = by === "the node's own switch"
      const running = await scene.migrate({ timeout: own ? 12 : 120 })
      await scene.at(point, running)
      await scene.moment(within)
      running.signal('SIGKILL')
      await running.ended
      // Before it is armed there is no switch that could fire: then it is for resume.
      if (own && !(await isArmed(scene))) await scene.script('resume')
      else await endIt(scene, by)
    },
  }
}

async function isArmed({ rig }: Scene): Promise<boolean> {
  await sleep(2000) // the node goes on by itself
  return (await transactionsIn(rig.home)).at(-1)?.journal.includes('\tarmed\t') ?? false
}

async function endIt(scene: Scene, by: EndedBy): Promise<void> {
  switch (by) {
    case 'resume':
      return void (await scene.script('resume'))
    case 'resume --undo':
      return void (await scene.script('resume', { words: ['--undo'] }))
    case 'undo by hand':
      await scene.rig.lab.onNode('n2', 'sh /var/lib/refit/transactions/*/undo')
      return
    case "the node's own switch":
      return scene.byItself(60)
  }
}

/** Ctrl-C: once ends after the phase in hand, twice takes the node back at once. */
export const interrupted: Kind = ({ prepare, begins }) =>
  [1, 2].flatMap(times =>
    [prepare[1] ?? 'run prepare', begins[0], begins.at(4), begins.at(-1), 'end switch'].flatMap(point =>
      point === undefined ? [] : [interruptedAt(point, times)],
    ),
  )

function interruptedAt(point: string, times: number): Fault {
  const often = times === 1 ? 'once' : 'twice'
  return {
    kind: `controller interrupted (SIGINT ${often})`,
    name: `SIGINT ${often} at "${point}"`,
    async play(scene) {
      const running = await scene.migrate()
      await scene.at(point, running)
      running.signal('SIGINT')
      if (times === 2) {
        await sleep(300)
        running.signal('SIGINT')
      }
      const { code, all } = await scene.end(running)
      if (code !== 1) scene.problems.push(`it ended with ${code}, not with 1`)
      if (!all.includes('stopping after this phase')) scene.problems.push('it did not say what it does')
    },
  }
}

/** Killed when the node is drained: who resumes gives it back to the cluster, or says that it is cordoned. */
export const killedWithDrain: Kind = ({ begins }) => [
  afterDrain('end prepare', 'resume'),
  afterDrain(begins[3] ?? 'run switch', 'resume'),
  afterDrain(begins[3] ?? 'run switch', "the node's own switch"),
  afterDrain('end switch', 'resume'),
]

function afterDrain(point: string, by: EndedBy): Fault {
  return {
    kind: 'controller killed (SIGKILL)',
    name: `controller killed after a drain, at "${point}", ended by ${by}`,
    async play(scene) {
      const running = await scene.migrate({ drain: true, timeout: by === 'resume' ? 120 : 12 })
      await scene.at(point, running)
      // The drain comes right after prepare.
      if (point === 'end prepare') await scene.moment(1500)
      running.signal('SIGKILL')
      await running.ended
      await endIt(scene, by)
      if (by !== 'resume') await scene.script('resume')
    },
  }
}

/** A second controller is refused with the first one's name, and does the first no harm. */
export const second: Kind = ({ prepare, begins }) =>
  [prepare[1] ?? 'run prepare', begins[0], begins.at(6), 'end switch'].flatMap(point =>
    point === undefined
      ? []
      : [
          {
            kind: 'second controller at the same node',
            name: `second controller at "${point}"`,
            async play(scene: Scene) {
              const first = await scene.migrate()
              await scene.at(point, first)
              const refused = await (await scene.migrate()).ended
              if (refused.code === 0 && refused.result !== undefined)
                scene.problems.push(`the second was let in: ${refused.message}`)
              if (!/run \S+ of root|root on \S+/u.test(refused.all))
                scene.problems.push(`the second was not told who: ${refused.all.slice(-300)}`)
              const { code } = await scene.end(first)
              if (code !== 0) scene.problems.push(`the first ended with ${code}`)
            },
          },
        ],
  )
