import test from 'ava'
import type { ContainersStorageImage } from '../../scripts/lib/facts/containers-storage.ts'
import { parseContainerd } from '../../scripts/lib/facts/containerd.ts'
import type { Facts } from '../../scripts/lib/facts/facts.ts'
import { carryImages, imagesToCarry } from '../../scripts/lib/runtimes/carry-images.ts'
import { containerd } from '../../scripts/lib/runtimes/containerd.ts'
import { criDockerd } from '../../scripts/lib/runtimes/cri-dockerd.ts'
import { crio } from '../../scripts/lib/runtimes/crio.ts'
import { dockershim } from '../../scripts/lib/runtimes/dockershim.ts'
import type { RuntimeSettings } from '../../scripts/lib/runtimes/runtime.ts'
import { factsOf } from '../support/facts.ts'
import { contextOf } from './support/context.ts'

const onCrio = factsOf('worker-on-crio')
const sandbox = 'registry.k8s.io/pause:3.10.1'
const localOnly = 'docker.io/lab/local-only:1'

const carried: [carry: RuntimeSettings['images']['carry'], names: string[]][] = [
  ['all', ['198.18.4.1:5000/lab/busybox:1', localOnly, sandbox]],
  ['used', ['198.18.4.1:5000/lab/busybox:1', localOnly, sandbox]],
  ['none', [sandbox]],
]

for (const [carry, names] of carried) {
  test(`images.carry: ${carry} carries ${names.length} images, the sandbox image among them`, t => {
    const images = imagesToCarry(contextOf(onCrio, crio, containerd, { images: { carry } }))
    t.deepEqual(
      images.map(({ name }) => name),
      names,
    )
  })
}

test('what the new store has already is not carried, though its daemon does not run', t => {
  const dockerd = { version: '26.1.5', tags: ['lab/local-only:1'] }
  const images = imagesToCarry(contextOf({ ...onCrio, dockerd }, crio, criDockerd))
  t.false(images.some(({ name }) => name === localOnly))
  t.true(images.some(({ name }) => name === sandbox))
})

test('a sandbox image that no store has is pulled before anything is stopped', t => {
  const settings = { crio: { sandboxImage: 'example.com/pause:9' } }
  const facts = { ...factsOf('worker-on-dockershim'), crio: onCrio.crio }
  const pull = carryImages(contextOf(facts, dockershim, crio, settings)).at(-1)
  t.like(pull, { type: 'command', phase: 'prepare', action: 'carry', title: 'example.com/pause:9' })
  t.regex(pull?.type === 'command' ? pull.script : '', /docker:\/\/example\.com\/pause:9/u)
})

test('between runtimes with one store nothing is carried', t => {
  t.deepEqual(carryImages(contextOf(factsOf('worker-on-dockershim'), dockershim, criDockerd)), [])
})

test('an image that is known by its digest alone has no name to be carried under', t => {
  const image = (names: string[]): ContainersStorageImage => ({ id: 'x', names, size: 1, used: true })
  const names = (facts: Facts) => crio.store.images(facts).map(({ name }) => name)
  const store = onCrio.crio as NonNullable<Facts['crio']>
  t.deepEqual(names({ ...onCrio, crio: { ...store, images: [image(['a@sha256:1']), image(['a:1'])] } }), [
    'a:1',
  ])
})

test("containerd's images are carried under their names, not under digests and ids", t => {
  const names = ['docker.io/a:1', 'docker.io/a@sha256:1', 'sha256:1']
  const images = names.map(name => ({ name, size: 100, used: true, incomplete: false }))
  const there = parseContainerd(new Map([['containerd-version', { code: 0, body: 'containerd c 1.7.24' }]]))
  if (there === undefined) throw new Error('the fixture has a version')
  const facts = { ...onCrio, containerd: { ...there, images } }
  t.deepEqual(containerd.store.images(facts), [
    { name: 'docker.io/a:1', reference: 'docker.io/a:1', size: 300, used: true, incomplete: false },
  ])
})

test('an image of which containerd has not kept all layers is not carried, and the plan says so', t => {
  const frame = (body: string) => ({ code: 0, body })
  const there = parseContainerd(
    new Map([
      ['containerd-version', frame('containerd c 1.7.24')],
      ['containerd-images', frame('docker.io/a:1 sha256:1 2.0 MiB\ndocker.io/b:1 sha256:2 2.0 MiB\n')],
      ['containerd-incomplete', frame('docker.io/b:1\n')],
    ]),
  )
  const context = contextOf({ ...onCrio, containerd: there }, containerd, crio)
  const names = new Set(imagesToCarry(context).map(({ name }) => name))
  t.true(names.has('docker.io/a:1'))
  t.false(names.has('docker.io/b:1'))
  const [note, ...others] = containerd.leaving?.(context) ?? []
  t.deepEqual(others, [])
  t.like(note, { severity: 'warning', id: 'image-incomplete' })
  t.regex(note?.message ?? '', /^containerd's store has not kept all layers of docker\.io\/b:1: /u)
})
