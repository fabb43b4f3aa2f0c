import { join, resolve } from 'node:path'
import { exitCodes } from '../scripts/lib/errors.ts'
import { checkCount, checkName, checkProfile, defaultName, nameOption, parse } from './cli-arguments.ts'
import type { Lab } from './lab.ts'
import { checkout, labCache, labHome } from './paths.ts'
import { screenProgress } from './progress.ts'
import { statusOf, statusText } from './status.ts'
import { up } from './up.ts'

/** `lab up`. Progress goes to standard error, the result to standard output. */
export async function runUp(words: string[], environment: NodeJS.ProcessEnv): Promise<number> {
  const { values } = parse(words, {
    ...nameOption,
    profile: { type: 'string' },
    nodes: { type: 'string' },
    with: { type: 'string' },
    inventory: { type: 'string' },
    install: { type: 'boolean', default: environment.CI === 'true' },
  })
  const name = checkName(values.name)
  const { lab, ranAlready } = await up({
    name,
    profile: values.profile === undefined ? undefined : checkProfile(values.profile),
    nodeCount: values.nodes === undefined ? undefined : checkCount(values.nodes),
    extras: values.with?.split(','),
    inventory: resolve(values.inventory ?? join(checkout, 'inventories', `${name}.yaml`)),
    home: labHome(environment),
    cache: labCache(environment),
    binaries: environment.REFIT_LAB_BIN,
    install: values.install,
    progress: screenProgress(process.stderr),
  })
  if (ranAlready) console.log(`The lab ${name} runs already.`)
  console.log(`${statusText(await statusOf(lab))}\n\n${whatNext(lab)}`)
  return exitCodes.ok
}

function whatNext(lab: Lab): string {
  const byName = lab.inventory === join(checkout, 'inventories', `${lab.name}.yaml`)
  const inventory = byName ? lab.name : lab.inventory
  const name = lab.name === defaultName ? '' : ` --name ${lab.name}`
  return `What to run next:
  npx zx scripts/migrate.mjs --inventory ${inventory} --dry-run
  npx zx scripts/migrate.mjs --inventory ${inventory} --to containerd
  npx zx scripts/lab.mjs ssh n1${name}
  npx zx scripts/lab.mjs down${name}`
}
