import { spawn } from 'node:child_process'
import { once } from 'node:events'
import type { Lab, LabNode } from './lab.ts'

/** `ssh` to a node as `operator`, on this terminal; gives ssh's exit code. */
export async function ssh(lab: Lab, node: LabNode, command: string[]): Promise<number> {
  const options = [
    '-o',
    `UserKnownHostsFile=${lab.knownHosts}`,
    '-o',
    'StrictHostKeyChecking=yes',
    '-o',
    'IdentitiesOnly=yes',
  ]
  const child = spawn(
    'ssh',
    ['-F', 'none', '-i', lab.identityFile, ...options, `operator@${node.address}`, ...command],
    {
      stdio: 'inherit',
    },
  )
  const [code] = await once(child, 'exit')
  return typeof code === 'number' ? code : 255
}
