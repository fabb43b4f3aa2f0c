import { readFile, readdir, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pick } from '../random.ts'
import type { Fault, Kind } from '../fault.ts'
import { transactionsIn } from '../journal.ts'
import type { Scene } from '../scene.ts'

type Harm = readonly [name: string, act: (file: string, scene: Scene) => Promise<void>]

const harms: readonly Harm[] = [
  ['truncated', async file => truncate(file, Math.floor((await readFile(file)).length / 2))],
  ['emptied', file => truncate(file, 0)],
  ['altered', alter],
]

async function alter(file: string, { random }: Scene): Promise<void> {
  const content = await readFile(file)
  const at = Math.floor(random() * content.length)
  content[at] = (content[at] ?? 0) ^ 1
  await writeFile(file, content)
}

/** A saved plan that is not as it was saved is refused before anything is touched. */
export const planFile: Kind = () =>
  harms.map(([how, harm]) => ({
    kind: 'plan file truncated or altered',
    name: `plan file ${how}`,
    async play(scene) {
      const file = join(scene.rig.folder, 'saved.plan')
      const { code: saved } = await scene.script('plan', { words: ['--out', file] })
      if (saved !== 0) scene.problems.push(`plan ended with ${saved}`)
      await harm(file, scene)
      const { code, result } = await scene.script('migrate', { words: ['--plan', file] })
      if (code !== 64 || result !== undefined) scene.problems.push(`it ended with ${code} and said ${result}`)
    },
  }))

/** A bundle that is not as it was sent is not run; what was done before can still be taken back. */
export const bundle: Kind = ({ prepare }) =>
  ['manifest', 'checksums', 'files', 'transaction.sh', 'undo'].flatMap((name, index) => {
    const harm = harms[index % harms.length]
    return harm === undefined ? [] : [bundleFault(name, harm, prepare[1] ?? 'run prepare')]
  })

function bundleFault(name: string, [how, harm]: Harm, point: string): Fault {
  return {
    kind: 'bundle on the node truncated or altered',
    name: `${name} of the bundle ${how} before the switch`,
    async play(scene) {
      const running = await scene.migrate()
      await scene.at(point, running)
      await harm(await fileOf(scene, name), scene)
      const { code } = await scene.end(running)
      if (code === 0) scene.problems.push('it was run all the same')
      if (code === 3) await scene.script('resume')
      const journal = (await transactionsIn(scene.rig.home)).at(-1)?.journal ?? ''
      if (journal.includes('\trun\tswitch')) scene.problems.push('the switch was run')
    },
  }
}

async function fileOf({ rig, random }: Scene, name: string): Promise<string> {
  const last = (await transactionsIn(rig.home)).at(-1)
  if (last === undefined) throw new RangeError('there is no transaction')
  if (name !== 'files') return join(last.directory, name)
  return join(last.directory, 'files', pick(random, await readdir(join(last.directory, 'files'))))
}

/** Undo does not rest on the journal: what is left of it is enough. */
export const journal: Kind = ({ begins }) =>
  harms.map(([how, harm], index) => ({
    kind: 'journal truncated or altered',
    name: `journal ${how} after the controller was killed`,
    async play(scene) {
      const running = await scene.migrate()
      await scene.at(begins.at(3 + 4 * index) ?? 'end switch', running)
      running.signal('SIGKILL')
      await running.ended
      await scene.rig.lab.tryOnNode('n2', "systemctl kill -s KILL 'refit-*-run.service'")
      await harm(await fileOf(scene, 'journal'), scene)
      await scene.script('resume')
    },
  }))
