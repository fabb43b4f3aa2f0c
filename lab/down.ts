import { existsSync } from 'node:fs'
import { readFile, readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { $ } from './shell.ts'
import { kill, unmountRoot } from './boot.ts'
import { loadLab, loadLabs } from './lab.ts'
import type { Lab } from './lab.ts'
import { withLock } from './lock.ts'
import { removeBridge, removeNodeNetwork } from './network.ts'
import type { Progress } from './progress.ts'
import { stopRegistries } from './registry.ts'
import { restoreSysctls } from './sysctls.ts'

/** Removes a lab with all that is its: processes, cgroups, mounts, networks, files. Gives whether there was one. */
export async function down(name: string, home: string, progress: Progress): Promise<boolean> {
  const waiting = () => progress.note(`Another command is at work on the lab ${name}; waiting for it.`)
  return withLock(join(home, 'locks', name), waiting, async () => {
    const lab = await loadLab(name, home)
    if (!lab) return false
    await progress.step(`Remove the lab ${name}`, () => remove(lab, home))
    return true
  })
}

async function remove(lab: Lab, home: string): Promise<void> {
  for (const node of lab.nodes) {
    await kill(node)
    await unmountBelow(node.directory)
    await unmountRoot(node)
    await removeNodeNetwork(node)
  }
  await stopRegistries(lab)
  await removeBridge(lab)
  for (const file of lab.inventories) if (await isOurs(file, lab)) await rm(file)
  // lab.json goes last: as long as it is there, `down` can be run again.
  for (const name of await readdir(lab.directory))
    if (name !== 'lab.json') await rm(join(lab.directory, name), { recursive: true, force: true })
  await rm(lab.directory, { recursive: true })
  if ((await loadLabs(home)).length === 0) await restoreSysctls(home)
}

/** A crash may leave mounts of pods behind, deepest last in the table. */
async function unmountBelow(folder: string): Promise<void> {
  const table = (await readFile('/proc/self/mountinfo', 'utf8'))
    .split('\n')
    .map(line => line.split(' ')[4] ?? '')
  for (const mount of table.filter(path => path.startsWith(`${folder}/`)).toReversed())
    await $`umount ${mount}`
}

async function isOurs(file: string, lab: Lab): Promise<boolean> {
  return existsSync(file) && (await readFile(file, 'utf8')).includes(lab.identityFile)
}
