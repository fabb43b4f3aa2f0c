import { nodesOf } from '../lab/support/cluster.ts'
import { difference, setupOf } from '../lab/support/snapshot.ts'
import type { Told } from './controller.ts'
import { transactionsIn } from './journal.ts'
import { standsOn } from './reset.ts'
import type { Side } from './reset.ts'
import type { Rig } from './rig.ts'
import type { Scene } from './scene.ts'

/** Looks at the node and its cluster from outside, past refit: what of the promise was broken, a line each. */
export async function judge({ rig, told, problems }: Scene): Promise<string[]> {
  const setup = await setupOf(rig.lab, 'n2')
  const fromOld = difference(rig.setup.old, setup)
  const fromNew = difference(rig.setup.new, setup)
  const side = fromNew.length === 0 ? 'new' : 'old'
  const mixed = side === 'old' ? fromOld.slice(0, 6).map(line => `neither all old nor all new: ${line}`) : []
  return [
    ...problems,
    ...mixed,
    ...(await journals(rig)),
    ...(await standsOn(rig, side, 90)),
    ...(await schedulability(rig, told)),
    ...told.flatMap((one, index) => honesty(one, index === told.length - 1 ? side : undefined)),
  ]
}

async function journals({ home }: Rig): Promise<string[]> {
  const open = (await transactionsIn(home)).filter(
    ({ begun, verdict }) => begun && verdict !== 'confirmed' && verdict !== 'undone',
  )
  return open.map(({ id, verdict }) => `transaction ${id} is ${verdict || 'open'}`)
}

async function schedulability({ lab }: Rig, told: readonly Told[]): Promise<string[]> {
  const line = (await nodesOf(lab)).find(node => node.startsWith('n2 ')) ?? ''
  if (!line.includes(' cordoned ')) return []
  return told.some(({ all }) => /(?:is|still|stays) cordoned/iu.test(all))
    ? []
    : ['it is cordoned, and nobody said so']
}

/** What each result claims, and the exit code that goes with it. */
const claims: Record<string, { code: number; side?: Side }> = {
  'rolled-back': { code: 1, side: 'old' },
  untouched: { code: 1, side: 'old' },
  unknown: { code: 3 },
  unchanged: { code: 0 },
  changed: { code: 0 },
}

/** A report must be true of what is there. `side` is given for the last one: what came after it cannot differ. */
export function honesty({ script, result, message = '', code }: Told, side: Side | undefined): string[] {
  if (result === undefined) return []
  const claim = claims[result]
  if (claim === undefined) return [`${script} said ${result}`]
  const claimed = claim.side ?? sideOf(message)
  return [
    ...(code === claim.code || code === 137 ? [] : [`${script} said ${result} and ended with ${code}`]),
    ...(side === undefined || claimed === undefined || claimed === side
      ? []
      : [`${script} said "${message}", and the node is on its ${side} runtime`]),
  ]
}

function sideOf(message: string): Side | undefined {
  if (/back on|still runs dockershim|runs dockershim/iu.test(message)) return 'old'
  return /It runs containerd/u.test(message) ? 'new' : undefined
}
