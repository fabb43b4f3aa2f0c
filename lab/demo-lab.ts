import { join } from 'node:path'
import type { DemoProcess } from './demo-screen.ts'
import { down } from './down.ts'
import type { Lab } from './lab.ts'
import { checkout, labCache, labHome } from './paths.ts'
import { checkMachine } from './prerequisites.ts'
import type { ProfileName } from './profile.ts'
import { screenProgress } from './progress.ts'
import { up } from './up.ts'
import { applyWorkload } from './workload.ts'

/** The name of the demo's own lab and of its inventory. */
export const demoLab = 'demo'

/** Two nodes with something to do, made from nothing: those of an earlier demo are removed first. */
export async function freshLab(profile: ProfileName, { env, stderr }: DemoProcess): Promise<Lab> {
  checkMachine()
  const progress = screenProgress(stderr)
  await down(demoLab, labHome(env), progress)
  const { lab } = await up({
    name: demoLab,
    profile,
    extras: undefined,
    nodeCount: 2,
    inventory: join(checkout, 'inventories', `${demoLab}.yaml`),
    home: labHome(env),
    cache: labCache(env),
    binaries: env['REFIT_LAB_BIN'],
    install: true,
    progress,
  })
  await progress.step('Start what a migration must not hurt', () => applyWorkload(lab))
  return lab
}

export async function removeLab({ env, stderr }: DemoProcess): Promise<void> {
  await down(demoLab, labHome(env), screenProgress(stderr))
}
