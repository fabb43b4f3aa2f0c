import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import type { Screen } from './demo-screen.ts'
import { checkout } from './paths.ts'

/** Runs one of refit's scripts on this terminal as a user would, and gives its exit code. */
export async function runScript(script: string, words: readonly string[], out: Screen): Promise<number> {
  out.section(`npx zx ${[script, ...words].join(' ')}`)
  const zx = createRequire(import.meta.url).resolve('zx/cli')
  // Ctrl-C is the script's own affair: it takes the node in hand back, and the demo waits for it.
  const wait = (): void => {}
  process.on('SIGINT', wait)
  try {
    const child = spawn(process.execPath, [zx, join(checkout, script), ...words], {
      cwd: checkout,
      stdio: 'inherit',
      env: out.env,
    })
    const [code] = await once(child, 'exit')
    return typeof code === 'number' ? code : 128
  } finally {
    process.off('SIGINT', wait)
  }
}
