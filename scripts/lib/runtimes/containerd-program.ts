import type { Install } from './install.ts'
import type { ChangeInput } from '../plan/change.ts'
import { absent, artifact, file, packaged } from '../plan/changes.ts'
import type { RuntimeContext } from './runtime.ts'
import { isVersion, upstreamVersion } from './version.ts'

/** The containerd that runs from the change on. */
export interface ContainerdProgram {
  /** "2.4.2"; undefined where nobody can tell. */
  version: string | undefined
  /** Where its programs are; undefined for PATH. */
  folder: string | undefined
  /** What brings it; undefined where it is there. */
  install: Install | undefined
}

type Known = Pick<RuntimeContext, 'facts' | 'settings' | 'version'>

/** The one that its unit runs where that will do, else the one in PATH, else what the inventory has to install. */
export function programOf({ facts: { containerd }, settings, version: wanted }: Known): ContainerdProgram {
  const isWanted = (version: string | undefined) =>
    version !== undefined && (wanted === undefined || isVersion(version, wanted))
  if (containerd !== undefined && isWanted(containerd.version))
    return { version: containerd.version, folder: ownFolder(containerd.program), install: undefined }
  if (isWanted(containerd?.versionInPath))
    return { version: containerd?.versionInPath, folder: undefined, install: undefined }
  const { install } = settings.containerd
  if (install === undefined) return { version: undefined, folder: undefined, install }
  if ('archive' in install) {
    const known = isWanted(install.version) ? install.version : undefined
    return { version: known, folder: `${folderOf(install.version)}/bin`, install }
  }
  const packageVersion = install.version === undefined ? undefined : upstreamVersion(install.version)
  return { version: isWanted(packageVersion) ? packageVersion : undefined, folder: undefined, install }
}

/** The path of one of its programs, or the name where PATH has it: "ctr". */
export function programPath({ folder }: ContainerdProgram, name: string): string {
  return folder === undefined ? name : `${folder}/${name}`
}

const unitFile = '/etc/systemd/system/containerd.service'
/** Tells the unit of a containerd that a package brought to run another one. */
export const programDropIn = '/etc/systemd/system/containerd.service.d/90-refit-program.conf'

/** What brings a containerd to a node while nothing is disturbed: an archive, or a package where there is none. */
export function bringProgram(context: RuntimeContext): ChangeInput[] {
  const { facts, render } = context
  const { folder, install } = programOf(context)
  if (install === undefined) return []
  if ('package' in install) return facts.containerd === undefined ? [packageOf(install, 'prepare')] : []
  const { archive: source, sha256, version } = install
  const unpacked = artifact(`containerd ${version}`, { source, sha256, destination: folderOf(version) })
  if (hasUnit(context)) return [unpacked]
  const unit = render('containerd.service.hbs', { folder, program: `${folder}/containerd` })
  return [
    unpacked,
    file(unitFile, unit, { phase: 'prepare', reasons: ['the node has no containerd.service'] }),
    ...(facts.containerd === undefined ? [ctr(folder ?? '')] : []),
  ]
}

/** What makes the unit run it from its next start on. */
export function chooseProgram(context: RuntimeContext): ChangeInput[] {
  const { facts, render } = context
  const { folder, install } = programOf(context)
  if (install !== undefined && 'package' in install)
    return facts.containerd === undefined ? [] : [packageOf(install, 'switch'), ...packagesOwn(context)]
  if (folder === undefined) return packagesOwn(context)
  if (install === undefined || !hasUnit(context)) return []
  const words = [`${folder}/containerd`, ...(facts.containerd?.arguments ?? [])].map(systemdWord)
  return [file(programDropIn, render('containerd-program.conf.hbs', { folder, words }))]
}

// The program of the package is the one that runs where nothing says otherwise.
function packagesOwn({ facts: { observed } }: RuntimeContext): ChangeInput[] {
  return observed.files.get(programDropIn)?.exists === true ? [absent(programDropIn)] : []
}

function folderOf(version: string): string {
  return `/opt/refit/containerd-${version}`
}

/** The folder of a program that came with an archive. */
function ownFolder(program: string | undefined): string | undefined {
  return program?.startsWith('/opt/refit/') === true ? program.slice(0, program.lastIndexOf('/')) : undefined
}

function hasUnit({ facts: { observed } }: Known): boolean {
  const unit = observed.units.get('containerd.service')
  return unit?.exists === true && unit.fragment !== unitFile
}

// Images are looked at, and carried, with it; whoever works on the node misses it too.
function ctr(folder: string): ChangeInput {
  return file('/usr/local/bin/ctr', `#!/bin/sh\nexec ${folder}/ctr "$@"\n`, {
    mode: '0755',
    phase: 'prepare',
  })
}

function packageOf(install: Extract<Install, { package: string }>, phase: 'prepare' | 'switch'): ChangeInput {
  const { package: name, version } = install
  return packaged(name, { phase, ...(version === undefined ? {} : { version }) })
}

// systemd.service(5): a "%" and a "$" are doubled, quotes and backslashes escaped.
function systemdWord(word: string): string {
  const escaped = word.replaceAll(/[\\"]/gu, String.raw`\$&`).replaceAll(/[%$]/gu, '$&$&')
  return /[\s"'\\;]/u.test(word) ? `"${escaped}"` : escaped
}
