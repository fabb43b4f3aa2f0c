// How long the checks of a cluster take, and how much memory: 1,000 nodes and 5,000 pods, which kubectl.mjs makes up.
import { fileURLToPath } from 'node:url'
import { beginLook, lookAtCluster } from '../scripts/lib/checks/look.ts'
import { kubectlFor } from '../scripts/lib/cluster/kubectl.ts'
import type { Kubectl } from '../scripts/lib/cluster/kubectl.ts'

const ask = kubectlFor({ kubectl: fileURLToPath(new URL('kubectl.mjs', import.meta.url)) })
let [pages, bytes, largest] = [0, 0, 0]
const kubectl: Kubectl = async (words, options) => {
  const result = await ask(words, options)
  pages += 1
  bytes += result.stdout.length
  largest = Math.max(largest, result.stdout.length)
  return result
}

const begun = performance.now()
const look = beginLook({ only: new Set(), skip: new Set() }, 'containerd')
await lookAtCluster(look, kubectl, { force: false, skip: false, disableEviction: false })
const seconds = (performance.now() - begun) / 1000
const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage()
console.log(`${look.owners.size} owners: ${look.found.all().length} findings`)
console.log(`${pages} pages, ${Math.round(bytes / 1e6)} MB, the largest ${(largest / 1e6).toFixed(1)} MB`)
console.log(
  `${seconds.toFixed(1)} s, ${((userCPUTime + systemCPUTime) / 1e6).toFixed(1)} s of processor time, ${Math.round((maxRSS * 1024) / 1e6)} MB at most`,
)
