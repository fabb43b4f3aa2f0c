import { parseArgs } from 'node:util'
import { RefitError, exitCodes } from '../scripts/lib/errors.ts'
import { labName, loadLab } from './lab.ts'
import type { Lab, LabNode } from './lab.ts'
import { maximumNodes } from './names-and-addresses.ts'
import { profiles } from './profile.ts'
import type { ProfileName } from './profile.ts'

/** The name of a lab that is given none. */
export const defaultName = 'lab'

export const nameOption = { name: { type: 'string', default: defaultName } } as const

export const usage = `Usage: npx zx scripts/lab.mjs COMMAND [--name NAME]

  up      boot a cluster of real nodes: [--profile classic|modern|current] [--nodes N]
          [--with RUNTIME,...] [--inventory FILE] [--install]
  down    remove it, with all that is its
  status  what stands, and where everything is: [--json]
  ssh     NODE [-- COMMAND]: log in to a node
  logs    NODE: its journal`

type Options = NonNullable<NonNullable<Parameters<typeof parseArgs>[0]>['options']>

/** Node's own parseArgs, strict; what it does not know is an error of the operator's. */
export function parse<T extends Options>(words: string[], options: T, allowPositionals = false) {
  try {
    return parseArgs({ args: words, options, allowPositionals, strict: true })
  } catch (error) {
    throw wrong(`${error instanceof Error ? error.message : String(error)}\n${usage}`)
  }
}

export function wrong(message: string): RefitError {
  return new RefitError(message, { exitCode: exitCodes.usage })
}

export function checkName(name: string): string {
  const { success, error } = labName.safeParse(name)
  if (!success) throw wrong(`--name ${name}: ${error.issues[0]?.message}.`)
  return name
}

export function checkProfile(name: string): ProfileName {
  if (isProfile(name)) return name
  throw wrong(`--profile ${name}: the profiles are ${Object.keys(profiles).join(', ')}.`)
}

function isProfile(name: string): name is ProfileName {
  return Object.hasOwn(profiles, name)
}

export function checkCount(text: string): number {
  if (/^\d+$/.test(text) && Number(text) >= 1 && Number(text) <= maximumNodes) return Number(text)
  throw wrong(`--nodes ${text}: a lab has 1 to ${maximumNodes} nodes.`)
}

/** The lab of this name, which has to be there. */
export async function theLab(name: string, home: string): Promise<Lab> {
  const lab = await loadLab(checkName(name), home)
  if (lab) return lab
  throw wrong(`There is no lab ${name}; \`npx zx scripts/lab.mjs up\` makes one.`)
}

/** The one node that a command line names. */
export function theNode(lab: Lab, [name, ...others]: string[]): LabNode {
  const node = lab.nodes.find(candidate => candidate.name === name)
  if (node && others.length === 0) return node
  throw wrong(
    `Name one node of the lab ${lab.name}: ${lab.nodes.map(candidate => candidate.name).join(', ')}.`,
  )
}
