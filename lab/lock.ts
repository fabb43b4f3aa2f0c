import { spawn } from 'node:child_process'
import { mkdir } from 'node:fs/promises'
import { dirname } from 'node:path'
import { once } from 'node:events'

/**
 * Runs `work` while this process alone holds the lock `file`; `waiting` is called when another one has it.
 * The lock is flock(1)'s, held by a child that ends when its standard input closes: so it is free again the
 * moment that this process dies, however it dies.
 */
export async function withLock<T>(file: string, waiting: () => void, work: () => Promise<T>): Promise<T> {
  await mkdir(dirname(file), { recursive: true })
  const holder = spawn('flock', [file, 'sh', '-c', 'echo locked; cat'], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const timer = setTimeout(waiting, 500)
  try {
    await Promise.race([once(holder.stdout, 'data'), endOf(holder, file)])
  } finally {
    clearTimeout(timer)
  }
  try {
    return await work()
  } finally {
    const ended = once(holder, 'close')
    holder.stdin.end()
    await ended
  }
}

async function endOf(holder: ReturnType<typeof spawn>, file: string): Promise<never> {
  const [code] = await once(holder, 'exit')
  throw new Error(`flock ${file} ended with code ${code}`)
}
