import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { checkout } from '../../../lab/paths.ts'

export interface Ended {
  code: number
  stdout: string
  stderr: string
  /** Both, in the order in which they came. */
  all: string
}

/** Runs one of refit's scripts as a user does, and gives how it ended. */
export async function refit(
  script: string,
  words: readonly string[],
  options: RefitOptions = {},
): Promise<Ended> {
  const zx = join(checkout, 'node_modules/zx/build/cli.js')
  const child = spawn(process.execPath, [zx, join(checkout, script), ...words], {
    cwd: checkout,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...options.environment, FORCE_COLOR: '0' },
  })
  options.onStart?.(child.pid ?? 0)
  const parts = { stdout: '', stderr: '', all: '' }
  for (const name of ['stdout', 'stderr'] as const) {
    createInterface({ input: child[name] }).on('line', line => {
      parts[name] += `${line}\n`
      parts.all += `${line}\n`
      options.onLine?.(line)
    })
  }
  const code = await new Promise<number>(resolve => child.once('close', status => resolve(status ?? 137)))
  return { code, ...parts }
}

interface RefitOptions {
  environment?: NodeJS.ProcessEnv
  onLine?: (line: string) => void
  onStart?: (pid: number) => void
}
