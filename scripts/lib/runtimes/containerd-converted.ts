import { lt } from 'semver'
import type { TomlTable } from 'smol-toml'
import type { ObservedFile } from '../facts/observed.ts'
import type { RegistrySettings } from '../settings/carried.ts'
import { convertConfiguration, versionOf } from './containerd-convert.ts'
import type { Converted } from './containerd-convert.ts'
import { configurationFileOf, presentImports } from './containerd-places.ts'
import { programOf } from './containerd-program.ts'
import { imagesPlugin } from './containerd-tables.ts'
import { configurationVersion } from './containerd-version.ts'
import type { RuntimeContext } from './runtime.ts'
import { sandboxImage } from './sandbox-image.ts'
import { parseToml, tableIn, tomlText } from './toml.ts'

/** A file of containerd's configuration, as the version that is to run reads it. */
export interface ConvertedFile {
  path: string
  content: string
  /** The same, to be looked at before it is in its place. */
  stagedContent: string
  isChanged: boolean
  before: ObservedFile | undefined
  reasons: string[]
}

export interface ConvertedFiles extends Pick<Converted, 'lost'> {
  /** The main file first. */
  files: ConvertedFile[]
  /** What its own tables said of registries, for hosts.toml files. */
  registries: RegistrySettings[]
  /** Those of which nobody could tell what was said. */
  unknown: string[]
}

/** The present configuration in the words of the version that is to run; undefined where that cannot be had. */
export function convertedFiles(context: RuntimeContext): ConvertedFiles | undefined {
  const { facts, carried } = context
  const { version } = programOf(context)
  const path = configurationFileOf(facts)
  const main = documentAt(context, path)
  if (version === undefined || main === undefined) return undefined
  const paths = [path, ...importedFiles(context)]
  const documents = paths.map(one => documentAt(context, one))
  if (documents.some(one => one === undefined || versionOf(one) > configurationVersion(version)))
    return undefined
  const converted = documents.map((document = {}, index) => {
    // An import that says no version is read as the main file is.
    const whole =
      index > 0 && !('version' in document) ? { ...document, version: main['version'] ?? 1n } : document
    return convertOne(whole, version, index === 0 ? builtInSandbox(context) : undefined)
  })
  const wanted = new Set(converted.flatMap(({ registries }) => registries))
  const said = carried.registries.filter(({ host }) => wanted.has(host))
  const known = new Set([
    ...said.map(({ host }) => host),
    ...carried.credentials.map(({ value }) => value.host),
  ])
  return {
    files: converted.map(({ table, isChanged, source }, index) =>
      fileOf(context, paths[index] ?? path, { table, isChanged, version: source }, paths.slice(1)),
    ),
    registries: said.filter(needsHostsFile),
    unknown: [...wanted].filter(name => !known.has(name)),
    lost: converted.flatMap(({ lost }) => lost),
  }
}

// A login alone is kubelet's.
function needsHostsFile({ mirrors, insecure, authorities, clients }: RegistrySettings): boolean {
  return insecure !== undefined || mirrors.length + authorities.length + clients.length > 0
}

interface ConvertedDocument extends Converted {
  isChanged: boolean
  source: number
}

function convertOne(document: TomlTable, version: string, sandbox: string | undefined): ConvertedDocument {
  const source = versionOf(document)
  const unchanged = { table: document, registries: [], lost: [], isChanged: false, source }
  if (lt(version, '2.0.0') || source >= configurationVersion(version)) return unchanged
  const converted = convertConfiguration(document, version)
  const plugins = tableIn(converted.table, 'plugins')
  const images = tableIn(plugins, imagesPlugin)
  if (sandbox === undefined || 'pinned_images' in images) return { ...converted, isChanged: true, source }
  // Its own default changes with the version, and may be nowhere to be had.
  const pinned = { ...plugins, [imagesPlugin]: { ...images, pinned_images: { sandbox } } }
  return { ...converted, table: { ...converted.table, plugins: pinned }, isChanged: true, source }
}

function fileOf(
  { facts }: RuntimeContext,
  path: string,
  { table, isChanged, version }: { table: TomlTable; isChanged: boolean; version: number },
  imports: readonly string[],
): ConvertedFile {
  const before = facts.observed.files.get(path)
  const content = isChanged
    ? `# Written by refit, from version ${version}.\n${tomlText(table)}`
    : (before?.content ?? '')
  const besides = imports.map(name => `/var/lib/refit/check/import-${name.slice(name.lastIndexOf('/') + 1)}`)
  return {
    path,
    content,
    isChanged,
    stagedContent: 'imports' in table ? tomlText({ ...table, imports: besides }) : content,
    before: before?.exists === true ? before : undefined,
    reasons: isChanged
      ? [`version ${version} of the configuration becomes what the new containerd writes itself`]
      : [],
  }
}

function documentAt({ facts }: RuntimeContext, path: string): TomlTable | undefined {
  const file = facts.observed.files.get(path)
  if (file?.exists !== true) return {}
  return file.content === undefined ? undefined : parseToml(file.content)
}

/** The files that its imports name, as far as they are known: a star stands for what is within one folder. */
function importedFiles({ facts }: RuntimeContext): string[] {
  const isImported = presentImports(facts).map(pattern => {
    const parts = pattern.split('*').map(part => part.replaceAll(/[.+?^${}()|[\]\\]/gu, String.raw`\$&`))
    return new RegExp(`^${parts.join('[^/]*')}$`, 'u')
  })
  const known = [...facts.observed.files].filter(([, { exists }]) => exists).map(([path]) => path)
  return known.filter(path => isImported.some(pattern => pattern.test(path))).toSorted()
}

/** The pause image that the pods of now have; where none runs, the one that the version of now would take. */
function builtInSandbox(context: RuntimeContext): string {
  const { containerd } = context.facts
  if (containerd?.sandboxImage !== undefined) return containerd.sandboxImage
  const tag = builtIn.find(([version]) => containerd?.version.startsWith(version))?.[1]
  return tag === undefined ? sandboxImage(context).image : `registry.k8s.io/pause:${tag}`
}

const builtIn: readonly (readonly [string, string])[] = [
  ['1.6.', '3.6'],
  ['1.7.', '3.8'],
]
