import type { Fault, Kind } from '../fault.ts'
import type { Scene } from '../scene.ts'

const fill =
  'dd if=/dev/zero of=/var/lib/refit/full bs=64k 2>/dev/null; dd if=/dev/zero of=/var/lib/refit/full2 bs=1k 2>/dev/null; sync'
const free = 'rm -f /var/lib/refit/full /var/lib/refit/full2'

/** The disk that holds /etc and /var/lib/refit is full from one moment on, down to the last block. */
export const full: Kind = ({ writes, prepare, begins }) => [
  before('disk full', fill, free),
  ...[prepare[1], begins[0], ...writes, begins.at(-1), 'end switch'].flatMap(point =>
    point === undefined ? [] : [during('disk full', point, fill, free)],
  ),
]

/** It is read-only: all of it before the start; /etc alone later, for what is being written to stays writable. */
export const readOnly: Kind = ({ writes, begins }) => [
  before('read-only file system', `${readOnlyEtc}; mount -o remount,ro,bind /var/lib/refit`, writable),
  ...[begins[0], writes[0], writes.at(-1), begins.at(-1)].flatMap(point =>
    point === undefined ? [] : [during('read-only file system', point, readOnlyEtc, writable)],
  ),
]

// As long as a file of it is open for writing, it says that it is busy.
const readOnlyEtc = 'for n in 1 2 3 4 5 6 7 8 9; do mount -o remount,ro,bind /etc && break; sleep 0.1; done'
const writable = 'mount -o remount,rw,bind /etc; mount -o remount,rw,bind /var/lib/refit'

function before(kind: string, make: string, mend: string): Fault {
  return {
    kind,
    name: `${kind} before the start`,
    async play(scene) {
      await onNode(scene, make, mend)
      const { code, result } = await scene.script('migrate')
      if (code !== 1 || result !== 'untouched')
        scene.problems.push(`it ended with ${code} and said ${result}`)
      await scene.heal()
    },
  }
}

function during(kind: string, point: string, make: string, mend: string): Fault {
  return {
    kind,
    name: `${kind} from "${point}" on`,
    async play(scene) {
      const running = await scene.migrate({ timeout: 40, verify: 40 })
      await scene.at(point, running)
      await onNode(scene, make, mend)
      const { result, all } = await scene.end(running)
      await scene.heal()
      // What stood by for the next boot was said to be there still, with the command that removes it.
      const [command] = /sh \S+ confirm/u.exec(all) ?? []
      if (command !== undefined) await scene.rig.lab.onNode('n2', command)
      // What could not be undone was said to be so; now that the disk takes writes again, it is.
      if (result === 'unknown' || result === undefined) await scene.script('resume', { words: ['--undo'] })
    },
  }
}

async function onNode({ rig, afterwards }: Scene, make: string, mend: string): Promise<void> {
  afterwards(() => rig.lab.onNode('n2', mend))
  await rig.lab.onNode('n2', make)
}
