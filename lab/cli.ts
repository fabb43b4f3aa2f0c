import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { RefitError, exitCodes } from '../scripts/lib/errors.ts'
import { down } from './down.ts'
import { labName, loadLab, loadLabs } from './lab.ts'
import type { Lab, LabNode } from './lab.ts'
import { logs } from './logs.ts'
import { maximumNodes } from './names-and-addresses.ts'
import { checkout, labCache, labHome } from './paths.ts'
import { profiles } from './profile.ts'
import type { ProfileName } from './profile.ts'
import { screenProgress } from './progress.ts'
import { ssh } from './ssh.ts'
import { statusOf, statusText } from './status.ts'
import { up } from './up.ts'

const usage = `Usage: npx zx scripts/lab.mjs COMMAND [--name NAME]

  up      boot a cluster of real nodes: [--profile classic|modern] [--nodes N] [--inventory FILE] [--install]
  down    remove it, with all that is its
  status  what stands, and where everything is: [--json]
  ssh     NODE [-- COMMAND]: log in to a node
  logs    NODE: its journal`

/** The lab's command line; gives the exit code. `environment` is asked for REFIT_LAB_HOME, _CACHE, _BIN and CI. */
export async function main(words: string[], environment: NodeJS.ProcessEnv): Promise<number> {
  try {
    return await run(words, environment)
  } catch (error) {
    if (!(error instanceof RefitError)) throw error
    console.error(error.message)
    if (error.next !== undefined) console.error(error.next)
    return error.exitCode
  }
}

function run([command, ...words]: string[], environment: NodeJS.ProcessEnv): Promise<number> {
  const home = labHome(environment)
  switch (command) {
    case 'up':
      return runUp(words, environment)
    case 'down':
      return runDown(words, home)
    case 'status':
      return runStatus(words, home)
    case 'ssh':
      return runSsh(words, home)
    case 'logs':
      return runLogs(words, home)
    case 'help':
    case '--help':
      console.log(usage)
      return Promise.resolve(exitCodes.ok)
    default:
      throw wrong(command === undefined ? usage : `There is no command \`${command}\`.\n${usage}`)
  }
}

async function runUp(words: string[], environment: NodeJS.ProcessEnv): Promise<number> {
  const { values } = parse(words, {
    ...nameOption,
    profile: { type: 'string', default: 'classic' },
    nodes: { type: 'string', default: '2' },
    inventory: { type: 'string' },
    install: { type: 'boolean', default: environment.CI === 'true' },
  })
  const name = checkName(values.name)
  const { lab, ranAlready } = await up({
    name,
    profile: checkProfile(values.profile),
    nodeCount: checkCount(values.nodes),
    inventory: resolve(values.inventory ?? join(checkout, 'inventories', `${name}.yaml`)),
    home: labHome(environment),
    cache: labCache(environment),
    binaries: environment.REFIT_LAB_BIN,
    install: values.install,
    progress: screenProgress(process.stderr),
  })
  if (ranAlready) console.log(`The lab ${name} runs already.`)
  console.log(`${statusText(await statusOf(lab))}\n\n${whatNext(lab, values.inventory)}`)
  return exitCodes.ok
}

function whatNext(lab: Lab, inventory: string | undefined): string {
  const flags = `--inventory ${inventory ?? lab.name}`
  const name = lab.name === defaultName ? '' : ` --name ${lab.name}`
  return `What to run next:
  npx zx scripts/migrate.mjs ${flags} --dry-run
  npx zx scripts/migrate.mjs ${flags} --to containerd
  npx zx scripts/lab.mjs ssh n1${name}
  npx zx scripts/lab.mjs down${name}`
}

async function runDown(words: string[], home: string): Promise<number> {
  const name = checkName(parse(words, nameOption).values.name)
  const was = await down(name, home, screenProgress(process.stderr))
  console.log(was ? `The lab ${name} is gone.` : `There is no lab ${name}.`)
  return exitCodes.ok
}

async function runStatus(words: string[], home: string): Promise<number> {
  const { values } = parse(words, { name: { type: 'string' }, json: { type: 'boolean', default: false } })
  const labs =
    values.name === undefined && !values.json
      ? await loadLabs(home)
      : [await theLab(values.name ?? defaultName, home)]
  const states = await Promise.all(labs.map(statusOf))
  if (values.json) console.log(JSON.stringify(states[0], null, 2))
  else
    console.log(
      states.map(statusText).join('\n\n') || 'There is no lab; `npx zx scripts/lab.mjs up` makes one.',
    )
  return exitCodes.ok
}

async function runSsh(words: string[], home: string): Promise<number> {
  const split = words.includes('--') ? words.indexOf('--') : words.length
  const { values, positionals } = parse(words.slice(0, split), nameOption, true)
  const lab = await theLab(values.name, home)
  return ssh(lab, theNode(lab, positionals), words.slice(split + 1))
}

async function runLogs(words: string[], home: string): Promise<number> {
  const { values, positionals } = parse(words, nameOption, true)
  await logs(theNode(await theLab(values.name, home), positionals))
  return exitCodes.ok
}

const defaultName = 'lab'

const nameOption = { name: { type: 'string', default: defaultName } } as const

type Options = NonNullable<Parameters<typeof parseArgs>[0]>['options']

/** node's parseArgs, whose errors are made ours. */
function parse<T extends NonNullable<Options>>(words: string[], options: T, allowPositionals = false) {
  try {
    return parseArgs({ args: words, options, allowPositionals, strict: true })
  } catch (error) {
    throw wrong(`${(error as Error).message}\n${usage}`)
  }
}

async function theLab(name: string, home: string): Promise<Lab> {
  const lab = await loadLab(checkName(name), home)
  if (lab) return lab
  throw wrong(`There is no lab ${name}; \`npx zx scripts/lab.mjs up\` makes one.`)
}

function theNode(lab: Lab, [name, ...others]: string[]): LabNode {
  const names = lab.nodes.map(node => node.name).join(', ')
  const node = lab.nodes.find(node => node.name === name)
  if (node === undefined || others.length > 0) throw wrong(`Name one node of the lab ${lab.name}: ${names}.`)
  return node
}

function checkName(name: string): string {
  const { success, error } = labName.safeParse(name)
  if (!success) throw wrong(`--name ${name}: ${error.issues[0]?.message}.`)
  return name
}

function checkProfile(name: string): ProfileName {
  if (name === 'classic' || name === 'modern') return name
  throw wrong(`--profile ${name}: the profiles are ${Object.keys(profiles).join(' and ')}.`)
}

function checkCount(text: string): number {
  if (/^\d+$/.test(text) && Number(text) >= 1 && Number(text) <= maximumNodes) return Number(text)
  throw wrong(`--nodes ${text}: a lab has 1 to ${maximumNodes} nodes.`)
}

function wrong(message: string): RefitError {
  return new RefitError(message, { exitCode: exitCodes.usage })
}
