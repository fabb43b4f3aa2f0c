import { readFile, readdir } from 'node:fs/promises'
import { networkInterfaces } from 'node:os'
import type { Lab } from '../../../lab/lab.ts'
import { listProcesses } from '../../../lab/processes.ts'

/** Everything on this machine that is a lab's, by a look at the machine: nothing here asks the lab's own code. */
export async function leftoversOf(lab: Lab): Promise<string[]> {
  const { bridge } = lab.network
  const ours = (name: string) => name === bridge || name.startsWith(`${bridge}-n`)
  const mounts = (await readFile('/proc/self/mountinfo', 'utf8')).split('\n')
  const processes = await listProcesses()
  return [
    ...(await list('/sys/class/net')).filter(ours).map(name => `interface ${name}`),
    ...Object.keys(networkInterfaces())
      .filter(ours)
      .map(name => `address of ${name}`),
    ...(await list('/run/netns')).filter(ours).map(name => `namespace ${name}`),
    ...mounts.filter(line => line.includes(lab.directory)).map(line => `mount ${line}`),
    ...(await cgroups()).filter(ours).map(name => `cgroup ${name}`),
    ...processes
      .filter(({ arguments: words }) =>
        words.some(word => word.includes(lab.directory) || word.includes(`${bridge}-n`)),
      )
      .map(({ pid, arguments: words }) => `process ${pid} ${words.join(' ')}`),
    ...(await list(lab.directory)).map(name => `file ${name}`),
  ]
}

async function cgroups(): Promise<string[]> {
  const controllers = (await list('/sys/fs/cgroup')).map(name => list(`/sys/fs/cgroup/${name}`))
  return [...(await list('/sys/fs/cgroup')), ...(await Promise.all(controllers)).flat()]
}

const list = (folder: string) => readdir(folder).catch((): string[] => [])
