import { readFile, readdir, rmdir } from 'node:fs/promises'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { poll } from './poll.ts'
import { hasCode } from './system-error.ts'

const top = '/sys/fs/cgroup'

/** Kills what is left in the cgroups of this machine (a node that crashed leaves nothing else) and removes them. */
export async function removeCgroups(machine: string): Promise<void> {
  const controllers = (await readdir(top, { withFileTypes: true })).filter(entry => entry.isDirectory())
  const folders = [top, ...controllers.map(({ name }) => join(top, name))]
    .map(folder => join(folder, machine))
    .filter(existsSync)
  if (folders.length === 0) return
  await poll(`Processes of ${machine} to end`, 20, async () => {
    const pids = (await Promise.all(folders.map(processesBelow))).flat()
    for (const pid of new Set(pids)) killIfThere(pid)
    return pids.length === 0
  })
  for (const folder of folders) await removeTree(folder)
}

async function processesBelow(folder: string): Promise<number[]> {
  const text = await readFile(join(folder, 'cgroup.procs'), 'utf8').catch(() => '')
  const below = await Promise.all((await subfolders(folder)).map(processesBelow))
  return [...text.split('\n').filter(Boolean).map(Number), ...below.flat()]
}

/** A cgroup is removed with rmdir alone, from the leaves up; its files are not files. */
async function removeTree(folder: string): Promise<void> {
  for (const child of await subfolders(folder)) await removeTree(child)
  await poll(`${folder} to be free`, 10, () => rmdir(folder).then(() => true, isGone))
}

function isGone(error: unknown): boolean {
  return hasCode(error, 'ENOENT')
}

async function subfolders(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => [])
  return entries.filter(entry => entry.isDirectory()).map(({ name }) => join(folder, name))
}

function killIfThere(pid: number): void {
  try {
    if (pid > 0) process.kill(pid, 'SIGKILL')
  } catch (error) {
    if (!hasCode(error, 'ESRCH')) throw error
  }
}
