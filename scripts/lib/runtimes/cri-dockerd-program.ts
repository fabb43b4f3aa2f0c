import type { ChangeInput } from '../plan/change.ts'
import { artifact, packaged } from '../plan/changes.ts'
import type { Install } from './install.ts'
import type { RuntimeContext } from './runtime.ts'
import { isVersion, upstreamVersion } from './version.ts'

/** The cri-dockerd that runs from the change on. */
interface CriDockerdProgram {
  /** "0.4.3"; undefined where nobody can tell. */
  version: string | undefined
  /** The program itself. */
  path: string
  /** What brings it; undefined where it is there. */
  install: Install | undefined
}

type Known = Pick<RuntimeContext, 'facts' | 'settings' | 'version'>

/** The one that its unit runs where that will do, else what the inventory has to install; undefined without either. */
export function criDockerdProgram({ facts, settings, version }: Known): CriDockerdProgram | undefined {
  const { criDockerd: present } = facts
  if (present !== undefined && (version === undefined || isVersion(present.version, version)))
    return { version: present.version, path: present.program, install: undefined }
  const install = settings.criDockerd?.install
  if (install === undefined) return undefined
  if ('archive' in install) {
    // As its releases are packed: a folder of its name, and the program in it.
    return { version: install.version, path: `${folderOf(install.version)}/cri-dockerd/cri-dockerd`, install }
  }
  const packageVersion = install.version === undefined ? undefined : upstreamVersion(install.version)
  return { version: packageVersion, path: '/usr/bin/cri-dockerd', install }
}

/** What brings it to the node while nothing is disturbed. */
export function bringCriDockerd(context: Known): ChangeInput[] {
  const install = criDockerdProgram(context)?.install
  if (install === undefined) return []
  if ('package' in install) {
    const { package: name, version } = install
    return [packaged(name, { phase: 'prepare', ...(version === undefined ? {} : { version }) })]
  }
  const { archive: source, sha256, version } = install
  return [artifact(`cri-dockerd ${version}`, { source, sha256, destination: folderOf(version) })]
}

/** Whether a package brings units of its own along, and may have started them. */
export function comesAsPackage(context: Known): boolean {
  const install = criDockerdProgram(context)?.install
  return install !== undefined && 'package' in install
}

function folderOf(version: string): string {
  return `/opt/refit/cri-dockerd-${version}`
}
