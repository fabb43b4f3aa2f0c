import { RefitError, exitCodes } from '../scripts/lib/errors.ts'
import type { CacheOptions } from './cache.ts'
import { containerd22, containerd24 } from './extra-containerd.ts'
import { criDockerd } from './extra-cri-dockerd.ts'
import { crio } from './extra-crio.ts'
import type { Profile, ProfileName } from './profile.ts'

/** What a lab has only when it is asked for: another runtime, on its nodes or as an archive on this machine. */
export interface Extra {
  /** As in `lab up --with NAME`. */
  name: string
  profiles: readonly ProfileName[]
  /** What a node of this profile gets: installed as its package would, not enabled, not running. */
  node?: (profile: ProfileName) => NodeExtra
  /** Built on this machine and left there, as what an operator has downloaded: its name and version, and its path. */
  artifact?: { name: string; build: (options: CacheOptions) => Promise<string> }
}

export interface NodeExtra {
  /** Of Debian. */
  packages?: string[]
  /** Low-level runtimes among the packages (see profile.ts). */
  wrapped?: string[]
  /** A folder of lab/node: its `files` go on the node; its customize.sh, if it has one, runs in the new root. */
  folder: string
  /** Programs of REFIT_LAB_BIN. */
  binaries?: string[]
  /** Programs that are built: paths by name. */
  programs?: (options: CacheOptions) => Promise<Record<string, string>>
}

/** Every extra that there is. */
export const extras: readonly Extra[] = [containerd22, containerd24, crio, criDockerd]

/** The extras of these names, in the order of the list above. Fails where one is unknown, or not for this profile. */
export function extrasNamed(names: readonly string[], profile: ProfileName): Extra[] {
  for (const name of names) {
    const extra = extras.find(candidate => candidate.name === name)
    if (extra === undefined)
      throw wrong(`--with ${name}: there are ${extras.map(each => each.name).join(', ')}.`)
    if (!extra.profiles.includes(profile))
      throw wrong(
        `--with ${name}: that is for the profile ${extra.profiles.join(' or ')}, not for ${profile}.`,
      )
  }
  return extras.filter(({ name }) => names.includes(name))
}

/** A profile with what these extras add to its nodes. Pure. */
export function withExtras(profile: Profile, wanted: readonly Extra[]): Profile {
  const nodes = nodeExtras(profile, wanted)
  return {
    ...profile,
    packages: [...profile.packages, ...nodes.flatMap(({ packages = [] }) => packages)],
    wrapped: [...profile.wrapped, ...nodes.flatMap(({ wrapped = [] }) => wrapped)],
    extraFolders: nodes.map(({ folder }) => folder),
    binaries: {
      ...profile.binaries,
      required: [...profile.binaries.required, ...nodes.flatMap(({ binaries = [] }) => binaries)],
    },
  }
}

/** Builds the programs that these extras put on nodes: paths by name. */
export async function buildExtraPrograms(
  profile: Profile,
  wanted: readonly Extra[],
  options: CacheOptions,
): Promise<Record<string, string>> {
  const built: Record<string, string> = {}
  for (const { programs } of nodeExtras(profile, wanted)) Object.assign(built, await programs?.(options))
  return built
}

/** Builds what these extras leave on this machine: paths by name. */
export async function buildArtifacts(
  wanted: readonly Extra[],
  options: CacheOptions,
): Promise<Record<string, string>> {
  const built: Record<string, string> = {}
  for (const { artifact } of wanted) if (artifact) built[artifact.name] = await artifact.build(options)
  return built
}

function nodeExtras(profile: Profile, wanted: readonly Extra[]): NodeExtra[] {
  return wanted.map(({ node }) => node?.(profile.name)).filter(node => node !== undefined)
}

function wrong(message: string): RefitError {
  return new RefitError(message, { exitCode: exitCodes.usage })
}
