import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import { messageOf } from '../../errors.ts'
import type { Selection } from '../select.ts'
import type { ManifestText } from './manifests.ts'
import type { Scanned } from './scan.ts'

/** What the worker is started with. */
export interface GuardedWork {
  selection: Selection
  to: string
}

/** Scans manifests where they can do no harm. */
export interface ManifestGuard {
  scan: (manifest: ManifestText) => Promise<Scanned>
  close: () => Promise<void>
}

/**
 * Scans each manifest in a thread of its own, with an end to its time and memory: parsing YAML takes the square of its
 * length for some texts, and those that are written to do so would hold up all others. Such a file is told as not read.
 */
export function manifestGuard(selection: Selection, to: string, limits: Limits = usual): ManifestGuard {
  const start = async (): Promise<Worker> => {
    const thread = new Worker(new URL('worker.ts', import.meta.url), {
      workerData: { selection, to } satisfies GuardedWork,
      resourceLimits: { maxOldGenerationSizeMb: limits.megabytes },
    })
    // It says so when it has loaded what it needs: that does not count as time of the first manifest.
    await once(thread, 'message')
    return thread
  }
  let worker: Worker | undefined
  const stop = async (): Promise<void> => {
    await worker?.terminate()
    worker = undefined
  }
  return {
    scan: async manifest => {
      worker ??= await start()
      const giveUp = new AbortController()
      const timer = setTimeout(() => giveUp.abort(), limits.milliseconds)
      try {
        // `once` rejects with what the thread ends with: no memory, above all.
        const answer = once(worker, 'message', { signal: giveUp.signal })
        // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
        worker.postMessage(manifest)
        const [scanned]: Scanned[] = await answer
        if (scanned === undefined) throw new Error('no answer')
        return scanned
      } catch (error) {
        await stop()
        const seconds = Math.round(limits.milliseconds / 1000)
        const message = giveUp.signal.aborted
          ? `given up after ${seconds} s of reading it`
          : `not read: ${messageOf(error)}`
        return { found: [], owners: [], unread: [{ subject: manifest.file, message, expected: false }] }
      } finally {
        clearTimeout(timer)
      }
    },
    close: stop,
  }
}

interface Limits {
  milliseconds: number
  megabytes: number
}

/** A manifest of the largest size that is read takes a few seconds on a slow machine. */
const usual: Limits = { milliseconds: 60_000, megabytes: 1024 }
