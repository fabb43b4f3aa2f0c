import { spawn } from 'node:child_process'
import type { RunResult, Session } from '../../../scripts/lib/ssh/session.ts'

/** A session with this machine: each script in a new shell, as the real one does it over SSH. */
export function localSession(shell: string, environment: Record<string, string>): Session {
  const cost = { connections: 1, roundTrips: 0 }
  return {
    host: 'n1',
    cost,
    close: () => Promise.resolve(),
    run: (script, options = {}) =>
      new Promise<RunResult>((resolve, reject) => {
        cost.roundTrips += 1
        const child = spawn(shell, ['-c', script], {
          env: environment,
          ...(options.signal && { signal: options.signal }),
        })
        const result: RunResult = { code: -1, stdout: '', stderr: '' }
        let rest = ''
        child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
          result.stdout += chunk
          const lines = (rest + chunk).split('\n')
          rest = lines.pop() ?? ''
          for (const line of lines) options.onLine?.(line)
        })
        child.stderr.setEncoding('utf8').on('data', (chunk: string) => (result.stderr += chunk))
        child.stdin.on('error', () => undefined)
        child.stdin.end(options.input ?? '')
        child.on('error', reject)
        child.on('close', code => resolve({ ...result, code: code ?? -1 }))
      }),
  }
}
