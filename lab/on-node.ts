import { $ } from './shell.ts'
import type { ProcessOutput } from 'zx'
import { RefitError } from '../scripts/lib/errors.ts'
import type { LabNode } from './lab.ts'
import { findByArgument, listProcesses } from './processes.ts'

/**
 * Runs a shell command as root inside a node, past ssh: tests look at a node this way without trusting what they
 * test. Gives what it printed; fails when the command does.
 */
export async function onNode(node: LabNode, command: string, input?: string | Buffer): Promise<string> {
  const result = await tryOnNode(node, command, input)
  if (result.exitCode === 0) return result.stdout
  const said = (result.stderr || result.stdout).trim().split('\n').slice(-8).join('\n  ')
  throw new RefitError(`${node.name}: \`${command}\` ended with code ${result.exitCode} and said:\n  ${said}`)
}

/** The same, with the exit code as a result. A node that does not run gives 255. */
export async function tryOnNode(
  node: LabNode,
  command: string,
  input: string | Buffer = '',
): Promise<Pick<ProcessOutput, 'exitCode' | 'stdout' | 'stderr'>> {
  const leader = await leaderOf(node)
  if (leader === undefined) return { exitCode: 255, stdout: '', stderr: `${node.name} does not run` }
  return $({ nothrow: true, input })`nsenter --target ${leader} --all env -i ${inside} sh -c ${command}`
}

/** For streams too large for a string: the words that put a command inside the node, for a pipe of zx. */
export async function enter(node: LabNode): Promise<string[]> {
  const leader = await leaderOf(node)
  if (leader === undefined) throw new RefitError(`${node.name} does not run; \`lab up\` boots it again.`)
  return ['nsenter', '--target', String(leader), '--all', 'env', '-i', ...inside]
}

const inside = [
  'PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
  'HOME=/root',
  'LANG=C.UTF-8',
]

/** The process that is PID 1 in the node. */
export async function leaderOf(node: LabNode): Promise<number | undefined> {
  const machine = await findByArgument('systemd-nspawn', `--machine=${node.machine}`)
  if (machine === undefined) return
  const children = (await listProcesses()).filter(({ parent }) => parent === machine.pid)
  return children.find(
    ({ arguments: [program] }) => program?.endsWith('systemd') || program?.endsWith('/init'),
  )?.pid
}
