import { mkdir, readFile, readdir, rename, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { z } from 'zod'
import { labNetwork, maximumLabs, maximumNodes, nodePlace } from './names-and-addresses.ts'
import type { LabNetwork, NodePlace } from './names-and-addresses.ts'
import { registriesOf } from './registries.ts'
import type { Registries } from './registries.ts'
import { hasCode } from './system-error.ts'

/** One lab: what `lab.json` says, with everything that follows from it. */
export interface Lab extends LabRecord {
  directory: string
  inventory: string
  network: LabNetwork
  nodes: LabNode[]
  registries: Registries
  /** The insecure one of them: `198.18.x.1:5000`. */
  registry: string
  image: string
  /** The static program, for images that are made on this machine. */
  busybox: string
  kubeconfig: string
  identityFile: string
  knownHosts: string
  /** Holds the sudo password of the user `operator-pw`. */
  passwordFile: string
}

export interface LabNode extends NodePlace {
  directory: string
  /** Where the overlay that is the node's root is mounted. */
  root: string
  /** What nspawn and the node's systemd print. */
  console: string
}

export type LabRecord = z.infer<typeof labRecord>

export const labName = z
  .string()
  .regex(/^[a-z0-9]([a-z0-9-]{0,30}[a-z0-9])?$/, 'a lab name is lower-case letters, digits and dashes')

const labRecord = z.strictObject({
  name: labName,
  index: z
    .int()
    .min(0)
    .max(maximumLabs - 1),
  profile: z.enum(['classic', 'modern', 'current']),
  nodeCount: z.int().min(1).max(maximumNodes),
  /** Names of what it has beyond its profile (see extra.ts). */
  extras: z.array(z.string()).default([]),
  /** Every inventory that was written for it: checkouts may share a lab. The last one is the current. */
  inventories: z.array(z.string()).nonempty(),
  /** Overlay layers of the node image, uppermost first. */
  layers: z.array(z.string()),
  kubernetes: z.string(),
  /** The program docker-registry. */
  registryProgram: z.string(),
  images: z.string(),
  /** Archives on this machine that the extras made: paths by name. */
  artifacts: z.record(z.string(), z.string()).default({}),
})

/** Adds to a record what follows from it. Pure. */
export function describeLab(record: LabRecord, home: string): Lab {
  const directory = join(home, record.name)
  const network = labNetwork(record.index)
  const registries = registriesOf(network)
  const registry = registries.insecure
  return {
    ...record,
    directory,
    inventory: record.inventories.at(-1) ?? '',
    network,
    registries,
    registry,
    image: `${registry}/lab/busybox:1`,
    busybox: join(dirname(record.registryProgram), 'busybox'),
    nodes: Array.from({ length: record.nodeCount }, (_, k) => describeNode(record.index, k + 1, directory)),
    kubeconfig: join(directory, 'kubeconfig'),
    identityFile: join(directory, 'id_ed25519'),
    knownHosts: join(directory, 'known_hosts'),
    passwordFile: join(directory, 'sudo-password'),
  }
}

/** The part of a lab that is written down. Pure. */
export function recordOf(lab: Lab): LabRecord {
  return labRecord.strip().parse(lab)
}

function describeNode(index: number, number: number, labDirectory: string): LabNode {
  const place = nodePlace(index, number)
  const directory = join(labDirectory, 'nodes', place.name)
  return { ...place, directory, root: join(directory, 'root'), console: join(directory, 'console.log') }
}

/** The lab of this name, or undefined where there is none. */
export async function loadLab(name: string, home: string): Promise<Lab | undefined> {
  const text = await readFile(join(home, name, 'lab.json'), 'utf8').catch(missing)
  return text === undefined ? undefined : describeLab(labRecord.parse(JSON.parse(text)), home)
}

/** Every lab below `home`. */
export async function loadLabs(home: string): Promise<Lab[]> {
  const names = (await readdir(home).catch(missing)) ?? []
  const labs = await Promise.all(names.map(name => loadLab(name, home)))
  return labs.filter(lab => lab !== undefined)
}

export async function saveLab(record: LabRecord, home: string): Promise<Lab> {
  const lab = describeLab(record, home)
  await mkdir(lab.directory, { recursive: true, mode: 0o755 })
  const file = join(lab.directory, 'lab.json')
  await writeFile(`${file}.new`, `${JSON.stringify(record, null, 2)}\n`)
  await rename(`${file}.new`, file)
  return lab
}

function missing(error: unknown): undefined {
  if (!hasCode(error, 'ENOENT', 'ENOTDIR')) throw error
}
