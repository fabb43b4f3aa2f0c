// What guard.ts runs beside the main thread.
import { parentPort, workerData } from 'node:worker_threads'
import type { GuardedWork } from './guard.ts'
import type { ManifestText } from './manifests.ts'
import { scanManifest } from './scan.ts'

// Node gives what guard.ts put there.
// oxlint-disable-next-line typescript/no-unsafe-type-assertion
const { selection, to } = workerData as GuardedWork

parentPort?.on('message', (manifest: ManifestText) => {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
  parentPort?.postMessage(scanManifest(manifest, selection, to))
})
// oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
parentPort?.postMessage('ready')
