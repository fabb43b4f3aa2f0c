import { existsSync } from 'node:fs'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { stringify } from 'yaml'
import { RefitError, exitCodes } from '../scripts/lib/errors.ts'
import { kubectlPath } from './kubectl.ts'
import type { Lab } from './lab.ts'

const mark = '# Written by `lab up`; do not edit.'

/** Writes the inventory of a lab; never over a file that a lab has not written. */
export async function writeInventory(lab: Lab): Promise<void> {
  await refuseForeign(lab.inventory)
  await mkdir(dirname(lab.inventory), { recursive: true })
  await writeFile(lab.inventory, `${mark}\n${stringify(inventoryOf(lab), { lineWidth: 0 })}`)
}

/** Fails when the file is there and is somebody's own. */
export async function refuseForeign(file: string): Promise<void> {
  if (!existsSync(file) || (await readFile(file, 'utf8')).startsWith(mark)) return
  throw new RefitError(`${file} is an inventory of your own, and the lab would write over it.`, {
    next: 'Name another file with --inventory FILE.',
    exitCode: exitCodes.usage,
  })
}

/** What every other script needs to know of a lab. */
export function inventoryOf(lab: Lab): object {
  const named = (role: string) => lab.nodes.filter(node => node.role === role).map(({ name }) => name)
  return {
    user: 'operator',
    identityFile: lab.identityFile,
    knownHosts: lab.knownHosts,
    sudo: true,
    cluster: { kubeconfig: lab.kubeconfig, kubectl: kubectlPath(lab) },
    verify: { smokeImage: lab.image },
    // What an operator has downloaded, by name and version.
    ...(Object.keys(lab.artifacts).length > 0 && { vars: { artifacts: lab.artifacts } }),
    hosts: Object.fromEntries(lab.nodes.map(({ name, address }) => [name, { address }])),
    groups: { 'control-plane': { hosts: named('control-plane') }, workers: { hosts: named('worker') } },
  }
}
