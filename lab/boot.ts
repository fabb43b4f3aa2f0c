import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, open } from 'node:fs/promises'
import { join } from 'node:path'
import { $ } from './shell.ts'
import { RefitError } from '../scripts/lib/errors.ts'
import { removeCgroups } from './cgroups.ts'
import type { Lab, LabNode } from './lab.ts'
import { makeNodeNetwork } from './network.ts'
import { leaderOf, onNode, tryOnNode } from './on-node.ts'
import { recipes } from './paths.ts'
import { poll } from './poll.ts'
import { findByArgument } from './processes.ts'
import type { Process } from './processes.ts'
import { profiles } from './profile.ts'

/** What may not lie on an overlay, because the node makes overlays of its own in it. */
const realDisk = ['docker', 'containerd', 'containers', 'kubelet']

/** The nspawn process of a node that runs. */
export function machineProcess(node: LabNode): Promise<Process | undefined> {
  return findByArgument('systemd-nspawn', `--machine=${node.machine}`)
}

/** Boots a node that does not run, and waits until one can log in. Its disk is as it was left. */
export async function boot(lab: Lab, node: LabNode): Promise<void> {
  if (await machineProcess(node)) throw new RefitError(`${node.name} of the lab ${lab.name} runs already.`)
  await removeCgroups(node.machine)
  await makeNodeNetwork(lab, node)
  await mountRoot(lab, node)
  const console = await open(node.console, 'a')
  const child = spawn(join(recipes, 'boot.sh'), [node.machine, ...nspawnArguments(node)], {
    detached: true,
    stdio: ['ignore', console.fd, console.fd],
    env: {
      ...process.env,
      ...profiles[lab.profile].environment,
      // The kubelet writes sysctls; checkpoints need a node without nspawn's system call filter.
      SYSTEMD_NSPAWN_API_VFS_WRITABLE: '1',
      SYSTEMD_SECCOMP: '0',
    },
  })
  child.unref()
  await console.close()
  await poll(`${node.name} to boot (its console is in ${node.console})`, 180, async () => {
    if (child.exitCode !== null)
      throw new RefitError(`${node.name} did not boot; its last words are in ${node.console}.`)
    const { exitCode } = await tryOnNode(
      node,
      `systemctl is-active --quiet multi-user.target ssh.service ${profiles[lab.profile].store}.service`,
    )
    return exitCode === 0
  })
}

function nspawnArguments(node: LabNode): string[] {
  return [
    `--directory=${node.root}`,
    `--machine=${node.machine}`,
    `--hostname=${node.name}`,
    '--boot',
    '--register=no',
    '--keep-unit',
    `--network-namespace-path=/run/netns/${node.machine}`,
    '--capability=all',
    '--kill-signal=SIGRTMIN+3',
    '--resolv-conf=off',
    '--timezone=off',
    '--link-journal=no',
    ...['/dev/kmsg', '/dev/fuse'].filter(existsSync).map(device => `--bind=${device}`),
    ...['/lib/modules'].filter(existsSync).map(folder => `--bind-ro=${folder}`),
    ...realDisk.map(name => `--bind=${join(node.directory, 'disk', name)}:/var/lib/${name}`),
  ]
}

async function mountRoot({ layers }: Lab, node: LabNode): Promise<void> {
  const [upper, work] = ['upper', 'work'].map(name => join(node.directory, name))
  const disk = realDisk.map(name => join(node.directory, 'disk', name))
  for (const folder of [upper, work, node.root, ...disk]) await mkdir(folder ?? '', { recursive: true })
  if (await isMounted(node)) return
  const options = `lowerdir=${layers.join(':')},upperdir=${upper},workdir=${work}`
  await $`mount -t overlay ${node.machine} -o ${options} ${node.root}`
}

export async function unmountRoot(node: LabNode): Promise<void> {
  if (await isMounted(node)) await $`umount ${node.root}`
}

async function isMounted({ root }: LabNode): Promise<boolean> {
  return (await $({ nothrow: true })`mountpoint -q ${root}`).exitCode === 0
}

/** Ends a node as a power cut does: with its PID 1 the kernel ends all of it at once, and nothing gets a say. */
export async function kill(node: LabNode): Promise<void> {
  const leader = await leaderOf(node)
  if (leader !== undefined) process.kill(leader, 'SIGKILL')
  await removeCgroups(node.machine)
}

/** Shuts a node down as its operator would. */
export async function shutDown(node: LabNode): Promise<void> {
  await onNode(node, 'systemctl poweroff')
  await poll(`${node.name} to power off`, 120, async () => (await machineProcess(node)) === undefined)
  await removeCgroups(node.machine)
}
