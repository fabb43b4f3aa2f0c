import test from 'ava'
import { emptyObserved } from '../../scripts/lib/facts/observed.ts'
import { artifactSpace } from '../../scripts/lib/plan/artifact-space.ts'
import { artifact } from '../../scripts/lib/plan/changes.ts'
import { change } from '../../scripts/lib/plan/change.ts'
import { makeItems } from '../../scripts/lib/plan/make.ts'
import { targetsOf } from '../../scripts/lib/plan/targets.ts'
import { factsOf } from '../support/facts.ts'

const sha256 = 'ab'.repeat(32)
const options = { source: '/home/me/c-2.4.2.tar.gz', sha256, destination: '/opt/refit/c-2.4.2' }
const wanted = { ...change.parse(artifact('c 2.4.2', options)), size: 43_000_000 } as const
const mark = '/opt/refit/c-2.4.2/.sha256'

test('an archive is an item of the prepare phase, with its size and its checksum', t => {
  t.like(makeItems([wanted], emptyObserved())[0], {
    phase: 'prepare',
    action: 'install',
    subject: 'c 2.4.2 into /opt/refit/c-2.4.2',
    reasons: ['43 MB of c-2.4.2.tar.gz', `SHA-256 ${sha256}`],
    artifact: { ...options, size: 43_000_000 },
  })
})

test('whether it is unpacked already is read from the node', t => {
  t.deepEqual(targetsOf([wanted]), [{ kind: 'file', subject: mark }])
  const observed = emptyObserved()
  observed.files.set(mark, { exists: true, content: `${sha256}\n` })
  t.deepEqual(makeItems([wanted], observed), [])
  observed.files.set(mark, { exists: true, content: 'of another archive\n' })
  t.is(makeItems([wanted], observed).length, 1)
})

test('the same archive is not unpacked twice', t => {
  t.is(makeItems([wanted, wanted], emptyObserved()).length, 1)
})

const disks: [free: [string, number][], folders: string[]][] = [
  [[['/opt', 1e9]], []],
  [[['/opt', 1e8]], ['/opt']],
  [
    [
      ['/opt', 1e8],
      ['/var/lib/refit', 1e7],
    ],
    ['/var/lib/refit', '/opt'],
  ],
  [[['/optical', 1]], []],
]

for (const [free, folders] of disks) {
  test(`with ${JSON.stringify(free)} bytes there is ${folders.length === 0 ? 'room' : `none in ${folders.join(', ')}`}`, t => {
    const facts = factsOf('worker-on-dockershim')
    const host = { ...facts.host, freeSpace: new Map(free) }
    const notes = artifactSpace(makeItems([wanted], emptyObserved()), { ...facts, host })
    t.deepEqual(
      notes.map(({ severity, message }) => [severity, / in ([^,]*),/u.exec(message)?.[1]]),
      folders.map(folder => ['blocker', folder]),
    )
  })
}
