import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir, userInfo } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { execFile } from 'node:child_process'
import type { ExecutionContext } from 'ava'
import type { Step } from '../../../scripts/lib/plan/step.ts'
import type { Session } from '../../../scripts/lib/ssh/session.ts'
import type { TransactionInput } from '../../../scripts/lib/transaction/transaction.ts'
import { localSession } from './local-session.ts'
import type { Shell } from './shells.ts'
import { tree } from './tree.ts'

/** A directory that transaction.sh takes for the root of a machine, in one shell, with programs that are fakes. */
export interface Scratch {
  root: string
  session: Session
  environment: Record<string, string>
  /** Who the files of this test belong to. */
  owner: { owner: string; group: string }
  /** Makes a file (with its directories), or an empty one. */
  file(path: string, content?: string): Promise<void>
  read(path: string): Promise<string>
  /** All that is there, but for refit's own directory and that of the fakes. */
  tree(): Promise<Record<string, string>>
  /** Runs transaction.sh of a transaction to its end. */
  script(id: string, ...words: string[]): Promise<ScriptResult>
  /** Starts it as a process group of its own, to be killed. */
  spawnScript(id: string, ...words: string[]): ChildProcess
  /** What the fakes were called with, in order. */
  calls(): Promise<string[]>
}

export interface ScriptResult {
  code: number
  stdout: string
  stderr: string
}

export const transactions = 'var/lib/refit/transactions'

export async function scratch(t: ExecutionContext, shell: Shell): Promise<Scratch> {
  const root = await mkdtemp(join(tmpdir(), 'refit-scratch-'))
  t.teardown(() => rm(root, { recursive: true, force: true }))
  const programs = join(root, 'programs')
  await mkdir(join(programs, 'state'), { recursive: true })
  await mkdir(join(root, 'etc/systemd/system'), { recursive: true })
  await symlink(shell.program, join(programs, 'sh'))
  const fakes = fileURLToPath(new URL('bin', import.meta.url))
  const environment = {
    PATH: `${programs}:${fakes}:${process.env['PATH']}`,
    REFIT_ROOT: root,
    FAKE_STATE: join(programs, 'state'),
  }
  const group = (await promisify(execFile)('id', ['-gn'])).stdout.trim()
  const at = (path: string) => join(root, path)
  const command = (id: string, words: string[]) => [at(`${transactions}/${id}/transaction.sh`), ...words]
  const run = (words: string[], detached: boolean) =>
    spawn(join(programs, 'sh'), words, { env: environment, detached, stdio: ['ignore', 'pipe', 'pipe'] })
  return {
    root,
    environment,
    owner: { owner: userInfo().username, group },
    session: localSession(join(programs, 'sh'), environment),
    file: async (path, content = '') => {
      await mkdir(dirname(at(path)), { recursive: true })
      await writeFile(at(path), content)
    },
    read: path => readFile(at(path), 'utf8'),
    tree: () => tree(root, ['var', 'programs']),
    script: (id, ...words) => finished(run(command(id, words), false)),
    spawnScript: (id, ...words) => run(command(id, words), true),
    calls: async () =>
      (await readFile(join(programs, 'state/calls'), 'utf8').catch(() => '')).split('\n').slice(0, -1),
  }
}

/** Waits for a process, with what it printed. */
export function finished(child: ChildProcess): Promise<ScriptResult> {
  return new Promise((resolve, reject) => {
    const result = { code: -1, stdout: '', stderr: '' }
    child.stdout?.setEncoding('utf8').on('data', (chunk: string) => (result.stdout += chunk))
    child.stderr?.setEncoding('utf8').on('data', (chunk: string) => (result.stderr += chunk))
    child.on('error', reject)
    child.on('close', code => resolve({ ...result, code: code ?? -1 }))
  })
}

/** A transaction of these steps, all in the switch unless they say otherwise. */
export function transactionOf(
  steps: readonly (Step | { phase: 'prepare' | 'switch'; step: Step })[],
  overrides: Partial<TransactionInput> = {},
): TransactionInput {
  return {
    id: '20261121T153000Z-ab12cd',
    host: 'n1',
    run: '20261121T152900Z-run',
    owner: 'alice',
    from: 'laptop',
    created: '2026-11-21T15:30:00Z',
    title: 'a test',
    steps: steps.map(item => {
      const { phase, step } = 'step' in item ? item : { phase: 'switch' as const, step: item }
      return { phase, step, title: `${step.do} something` }
    }),
    ...overrides,
  }
}
