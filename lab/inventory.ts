import { existsSync } from 'node:fs'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { compare } from 'semver'
import { stringify } from 'yaml'
import { RefitError, exitCodes } from '../scripts/lib/errors.ts'
import { kubectlPath } from './kubectl.ts'
import type { Lab } from './lab.ts'

const mark = '# Written by `lab up`; do not edit.'

/** Writes the inventory of a lab; never over a file that a lab has not written. */
export async function writeInventory(lab: Lab): Promise<void> {
  await refuseForeign(lab.inventory)
  await mkdir(dirname(lab.inventory), { recursive: true })
  await writeFile(
    lab.inventory,
    `${mark}\n${stringify(inventoryOf(lab, await newestContainerd(lab)), { lineWidth: 0 })}`,
  )
}

/** Fails when the file is there and is somebody's own. */
export async function refuseForeign(file: string): Promise<void> {
  if (!existsSync(file) || (await readFile(file, 'utf8')).startsWith(mark)) return
  throw new RefitError(`${file} is an inventory of your own, and the lab would write over it.`, {
    next: 'Name another file with --inventory FILE.',
    exitCode: exitCodes.usage,
  })
}

/** An archive with a program that refit can install on nodes; as in an inventory. */
export interface Install {
  archive: string
  sha256: string
  version: string
}

/** What every other script needs to know of a lab. Pure. */
export function inventoryOf(lab: Lab, containerd?: Install): object {
  const named = (role: string) => lab.nodes.filter(node => node.role === role).map(({ name }) => name)
  return {
    user: 'operator',
    identityFile: lab.identityFile,
    knownHosts: lab.knownHosts,
    sudo: true,
    cluster: { kubeconfig: lab.kubeconfig, kubectl: kubectlPath(lab) },
    verify: { smokeImage: lab.image },
    ...(containerd && { containerd: { install: containerd } }),
    hosts: Object.fromEntries(lab.nodes.map(({ name, address }) => [name, { address }])),
    groups: { 'control-plane': { hosts: named('control-plane') }, workers: { hosts: named('worker') } },
  }
}

/** The newest containerd that the lab's extras have built; its checksum is in the file that its project has too. */
async function newestContainerd({ artifacts }: Lab): Promise<Install | undefined> {
  const prefix = 'containerd-'
  const [name] = Object.keys(artifacts)
    .filter(each => each.startsWith(prefix))
    .toSorted((one, other) => compare(other.slice(prefix.length), one.slice(prefix.length)))
  const archive = name === undefined ? undefined : artifacts[name]
  if (name === undefined || archive === undefined) return undefined
  const [sha256 = ''] = (await readFile(`${archive}.sha256sum`, 'utf8')).split(' ')
  return { archive, sha256, version: name.slice(prefix.length) }
}
