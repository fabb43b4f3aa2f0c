import { existsSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { RefitError, exitCodes } from '../scripts/lib/errors.ts'
import { build } from './build.ts'
import { extrasNamed } from './extra.ts'
import { refuseForeign, writeInventory } from './inventory.ts'
import { loadLab, loadLabs, recordOf, saveLab } from './lab.ts'
import type { Lab, LabRecord } from './lab.ts'
import { withLock } from './lock.ts'
import { freeIndex, labNetwork, maximumLabs } from './names-and-addresses.ts'
import { makeBridge } from './network.ts'
import { checkMachine, checkPrerequisites } from './prerequisites.ts'
import { profiles } from './profile.ts'
import type { ProfileName } from './profile.ts'
import type { Progress } from './progress.ts'
import { runs, start } from './start.ts'

export interface UpOptions {
  name: string
  /** Left out: what the lab is that is there, else classic with as many nodes as the profile says. */
  profile: ProfileName | undefined
  nodeCount: number | undefined
  /** Names of extras (see extra.ts). Left out: what the lab has that is there, else none. */
  extras: readonly string[] | undefined
  inventory: string
  /** Where state and cache lie (see paths.ts). */
  home: string
  cache: string
  /** The folder of programs that no registry serves. */
  binaries: string | undefined
  /** Install what is missing on this machine instead of naming it. */
  install: boolean
  progress: Progress
}

/** Makes a lab, or boots again what of it does not run. Gives the lab, and whether it ran already. */
export async function up(options: UpOptions): Promise<{ lab: Lab; ranAlready: boolean }> {
  const { name, home, progress } = options
  checkMachine()
  const waiting = () => progress.note(`Another command is at work on the lab ${name}; waiting for it.`)
  return withLock(join(home, 'locks', name), waiting, async () => {
    const found = await loadLab(name, home)
    if (found) refuseOther(found, options)
    await refuseForeign(options.inventory)
    const lab = found ? await withInventory(found, options) : await create(options)
    const ranAlready = await runs(lab)
    if (!ranAlready) await start(lab, progress)
    await writeInventory(lab)
    return { lab, ranAlready }
  })
}

/** Another checkout may come to a lab that is there, and gets an inventory of its own. */
async function withInventory(lab: Lab, { inventory, home }: UpOptions): Promise<Lab> {
  if (lab.inventory === inventory) return lab
  const others = lab.inventories.filter(file => file !== inventory)
  return saveLab({ ...recordOf(lab), inventories: [...others, inventory] }, home)
}

/** What a lab is cannot change while it stands. */
function refuseOther(lab: Lab, options: UpOptions): void {
  const { profile = lab.profile, nodeCount = lab.nodeCount, extras = lab.extras } = options
  const is = description(lab)
  const wanted = description({
    profile,
    nodeCount,
    extras: extrasNamed(extras, profile).map(({ name }) => name),
  })
  if (is === wanted) return
  throw new RefitError(`The lab ${lab.name} is there already, and is ${is}, not ${wanted}.`, {
    next: `Give the new one a --name of its own, or remove the old one: npx zx scripts/lab.mjs down --name ${lab.name}`,
    exitCode: exitCodes.usage,
  })
}

function description({
  profile,
  nodeCount,
  extras,
}: Pick<LabRecord, 'profile' | 'nodeCount' | 'extras'>): string {
  const nodes = nodeCount === 1 ? '1 node' : `${nodeCount} nodes`
  return [`${profile} with ${nodes}`, ...extras].join(' and ')
}

/** Builds what is not in the cache, and takes a place in the address range. */
async function create(options: UpOptions): Promise<Lab> {
  await checkPrerequisites(options)
  const { name, home, profile = 'classic', inventory, progress } = options
  const { nodeCount = profiles[profile].nodeCount } = options
  const wanted = extrasNamed(options.extras ?? [], profile)
  const extras = wanted.map(extra => extra.name)
  progress.note(`Lab ${name}: ${[profiles[profile].title, ...extras].join(', ')}; ${nodeCount} nodes`)
  const built = await build(profiles[profile], wanted, options)
  return withLock(
    '/run/lock/refit-lab',
    () => {},
    async () => {
      const taken = new Set((await loadLabs(home)).map(({ index }) => index))
      for (let index = 0; index < maximumLabs; index += 1)
        if (existsSync(`/sys/class/net/${labNetwork(index).bridge}`)) taken.add(index)
      const index = freeIndex(taken)
      if (index === undefined)
        throw new RefitError(`There are ${maximumLabs} labs already; remove one first.`)
      const record: LabRecord = {
        name,
        index,
        profile,
        nodeCount,
        extras,
        inventories: [inventory],
        ...built,
      }
      await mkdir(home, { recursive: true })
      const lab = await saveLab(record, home)
      // The bridge shows the place as taken to labs of another home as well.
      await makeBridge(lab)
      return lab
    },
  )
}
