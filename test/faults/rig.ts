import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { LabNode } from '../../lab/lab.ts'
import { setupOf } from '../lab/support/snapshot.ts'
import { useLab } from '../lab/support/lab.ts'
import type { TestLab } from '../lab/support/lab.ts'
import { refit } from '../lab/support/refit.ts'
import { loseUnsynced, makeDisk, removeDisk } from './disk.ts'
import { removeTransactions, standsOn, toStart } from './reset.ts'
import { pointsIn, transactionsIn } from './journal.ts'
import { pointsOf } from './points.ts'
import type { Points } from './points.ts'
import { migrate } from './controller.ts'
import { workload } from './workload.ts'

/** The node that all faults are for, with what is known of it. */
export interface Rig {
  lab: TestLab
  node: LabNode
  /** For files of the test's own. */
  folder: string
  /** The node's /var/lib/refit, as this machine sees it. */
  home: string
  /** How the node is set up before a migration and after one. */
  setup: { old: string[]; new: string[] }
  points: Points
  /** Cuts the power: nothing gets a say, and what was not synced is lost. The node stays off. */
  cutPower: () => Promise<void>
  boot: () => Promise<void>
  /** The same lab from nothing. */
  renew: () => Promise<void>
  close: (keep: boolean) => Promise<void>
}

/** Brings up a lab of its own, and sees one migration and its undo without a fault. */
export async function openRig(name: string, keep: boolean): Promise<Rig> {
  // A lab that an earlier test left has a past.
  if (!keep) await refit('scripts/lab.mjs', ['down', '--name', name])
  const rig: Rig = {
    ...(await equip(name)),
    folder: await mkdtemp(join(tmpdir(), 'refit-faults-')),
    setup: { old: [], new: [] },
    points: pointsOf('', [], []),
    cutPower: async () => {
      await rig.lab.kill('n2')
      await loseUnsynced(rig.node)
    },
    boot: () => rig.lab.boot('n2'),
    renew: async () => {
      await takeDown(rig)
      // The new one may be at another address, so nothing of the old one is kept.
      Object.assign(rig, await equip(name))
      await learn(rig)
    },
    close: async left => {
      await rm(rig.folder, { recursive: true, force: true })
      if (!left) await takeDown(rig)
    },
  }
  await learn(rig)
  return rig
}

async function equip(name: string): Promise<Pick<Rig, 'lab' | 'node' | 'home'>> {
  const lab = await useLab('classic', { name })
  const node = lab.lab.nodes.find(candidate => candidate.name === 'n2')
  if (node === undefined) throw new RangeError('the lab has no n2')
  const tolerant = `grep -q evictionHard ${config} || printf '%b' '${noEviction}' >> ${config}`
  await lab.onNode('n2', tolerant)
  await lab.kill('n2')
  await makeDisk(node)
  await lab.boot('n2')
  await lab.kubectlWith(JSON.stringify(workload(lab.lab.image)), 'apply', '-f', '-')
  return { lab, node, home: join(node.root, 'var/lib/refit') }
}

const config = '/var/lib/kubelet/config.yaml'

// A kubelet whose disk is full evicts its pods, and takes none for five minutes: true, and no fault of refit's.
const noEviction =
  'evictionHard: {nodefs.available: "0%", nodefs.inodesFree: "0%", imagefs.available: "0%", imagefs.inodesFree: "0%"}\n'

async function takeDown({ lab, node }: Rig): Promise<void> {
  await lab.kill('n2')
  await removeDisk(node)
  await lab.down()
}

/** What a migration and its undo look like when nothing goes wrong: what all faults are measured by. */
async function learn(rig: Rig): Promise<void> {
  await toStart(rig)
  await standsOn(rig, 'old', 180)
  rig.setup.old = await setupOf(rig.lab, 'n2')
  const { ended } = await migrate(rig, {})
  const { code, all } = await ended
  if (code !== 0) throw new Error(`a migration without a fault ended with ${code}:\n${all}`)
  await standsOn(rig, 'new', 180)
  rig.setup.new = await setupOf(rig.lab, 'n2')
  const [before] = await transactionsIn(rig.home)
  await toStart(rig, { keepTransactions: true })
  const [after] = await transactionsIn(rig.home)
  if (before === undefined || after === undefined) throw new Error('a migration left no transaction')
  const migration = pointsIn(before.journal)
  rig.points = pointsOf(before.manifest, migration, pointsIn(after.journal).slice(migration.length))
  await removeTransactions(rig)
}
