import { existsSync } from 'node:fs'
import { join } from 'node:path'
import test from 'ava'
import { extras, extrasNamed, withExtras } from '../../lab/extra.ts'
import { recipes } from '../../lab/paths.ts'
import { profiles } from '../../lab/profile.ts'

test('A profile without extras is the profile, so that nothing is built anew for them', t => {
  for (const profile of Object.values(profiles)) t.deepEqual(withExtras(profile, []), profile)
})

test('An extra adds its packages, its programs and its files to the nodes', t => {
  const { packages, binaries, extraFolders, wrapped } = withExtras(
    profiles.modern,
    extrasNamed(['crio'], 'modern'),
  )
  t.true(packages.includes('conmon'))
  t.deepEqual(binaries.required, ['cri-dockerd', 'crio', 'pinns'])
  t.deepEqual(extraFolders, ['extras/crio'])
  t.deepEqual(wrapped, ['/usr/sbin/runc', '/usr/bin/crun'])
})

test('CRI-O of the classic profile is built, and not taken from REFIT_LAB_BIN', t => {
  t.deepEqual(withExtras(profiles.classic, extrasNamed(['crio'], 'classic')).binaries.required, [])
})

test('The order in which extras are asked for makes no other node', t => {
  t.deepEqual(
    extrasNamed(['crio', 'containerd-2.4'], 'modern'),
    extrasNamed(['containerd-2.4', 'crio'], 'modern'),
  )
})

test('What there is not, or not for this profile, is refused', t => {
  t.throws(() => extrasNamed(['crio', 'podman'], 'classic'), {
    message: '--with podman: there are containerd-2.2, containerd-2.4, crio, cri-dockerd.',
  })
  t.throws(() => extrasNamed(['containerd-2.4'], 'classic'), {
    message: '--with containerd-2.4: that is for the profile modern or current, not for classic.',
  })
})

test('Every extra has its files', t => {
  for (const { node, profiles: names } of extras)
    for (const profile of names) {
      const folder = node?.(profile).folder
      if (folder !== undefined) t.true(existsSync(join(recipes, folder, 'files')), folder)
    }
})
