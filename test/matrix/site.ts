import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { writeLocalImage } from '../../lab/build-images.ts'
import { imageStores } from '../../lab/image-store.ts'
import type { StoreName } from '../../lab/image-store.ts'
import type { LabNode } from '../../lab/lab.ts'
import { localImage } from '../../lab/workload-manifests.ts'
import { readyWorkloads } from '../lab/support/cluster.ts'
import { useLab } from '../lab/support/lab.ts'
import type { TestLab } from '../lab/support/lab.ts'
import { refit } from '../lab/support/refit.ts'
import { habitsOf } from './habits.ts'
import type { Habits } from './habits.ts'
import { withProbe } from './probe.ts'
import type { Field, MatrixRuntime } from './runtimes.ts'

/** The node that goes from runtime to runtime, and what has to be the same on each. */
export interface Site {
  field: Field
  lab: TestLab
  node: LabNode
  /** For files of the test's own. */
  folder: string
  /** Which workloads are ready, and how many pods of each. */
  pods: string[]
  /** What containers get on this node as its operator set it up, before refit came. */
  habits: Habits
}

/**
 * Brings up the lab of a field, with what these of its runtimes need and with work to do, and learns what the node
 * is like before refit comes.
 */
export async function openSite(field: Field, needed: readonly MatrixRuntime[], keep: boolean): Promise<Site> {
  const name = `matrix-${field.profile}`
  // A lab that an earlier test left has a past.
  if (!keep) await refit('scripts/lab.mjs', ['down', '--name', name])
  // One that stays is for other pairs too.
  const extras = (keep ? field.runtimes : needed).flatMap(({ extra }) => extra ?? [])
  const lab = await useLab(field.profile, { name, extras: [...new Set(extras)] })
  const node = lab.lab.nodes.at(-1)
  const [start] = field.runtimes
  if (node === undefined || start === undefined) throw new RangeError('a lab has nodes, and they a runtime')
  await lab.applyWorkload()
  const folder = await mkdtemp(join(tmpdir(), 'refit-matrix-'))
  const habits = { logBytes: 0, logFiles: 0, ulimits: '' }
  const site: Site = { field, lab, node, folder, habits, pods: await readyWorkloads(lab) }
  const wrong = await withProbe(site, async () => {
    site.habits = await habitsOf(site, start.store)
    return []
  })
  if (wrong.length > 0) throw new Error(`the lab is not as it has to be: ${wrong.join('; ')}`)
  return site
}

export async function closeSite({ lab, folder }: Site, keep: boolean): Promise<void> {
  await rm(folder, { recursive: true, force: true })
  if (!keep) await lab.down()
}

/** Puts an image that nobody else has into the store that the node uses now, and has a pod run it. */
export async function useNewLocalImage(site: Site, store: StoreName): Promise<void> {
  const { lab, node, folder } = site
  const image = localImage.replace(/:.*/u, `:${Date.now()}`)
  const archive = join(folder, 'local.tar')
  await writeLocalImage(archive, image, lab.lab.busybox)
  await imageStores[store].load(node, archive, image)
  await lab.kubectl('set', 'image', 'deployment/local-only', `local-only=${image}`)
  const wait = ['--timeout=90s', '--request-timeout=0']
  await lab.kubectl('rollout', 'status', 'deployment/local-only', ...wait)
}

/** Every place of the node where one of its runtimes may answer. */
export function socketsOf({ runtimes }: Field): string[] {
  return [...new Set(runtimes.map(({ socket }: MatrixRuntime) => socket))]
}
