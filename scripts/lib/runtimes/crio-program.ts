import type { ChangeInput } from '../plan/change.ts'
import { artifact, file, packaged } from '../plan/changes.ts'
import type { Install } from './install.ts'
import type { RuntimeContext } from './runtime.ts'
import { isVersion, upstreamVersion } from './version.ts'

/** The CRI-O that runs from the change on. */
interface CrioProgram {
  /** "1.36.3"; undefined where nobody can tell. */
  version: string | undefined
  /** The program, or its name where PATH will have it. */
  path: string
  /** What brings it; undefined where it is there. */
  install: Install | undefined
}

type Known = Pick<RuntimeContext, 'facts' | 'settings' | 'version'>

/** The one that its unit runs where that will do, else what the inventory has to install; undefined without either. */
export function crioProgram({ facts: { crio }, settings, version }: Known): CrioProgram | undefined {
  if (crio !== undefined && (version === undefined || isVersion(crio.version, version)))
    return { version: crio.version, path: crio.program, install: undefined }
  const install = settings.crio?.install
  if (install === undefined) return undefined
  if ('archive' in install)
    return { version: install.version, path: `${binariesOf(install.version)}/crio`, install }
  const packageVersion = install.version === undefined ? undefined : upstreamVersion(install.version)
  return { version: packageVersion, path: 'crio', install }
}

/** What brings a CRI-O to a node that has none, while nothing is disturbed. */
export function bringCrio(context: RuntimeContext): ChangeInput[] {
  const install = crioProgram(context)?.install
  if (install === undefined) return []
  if ('package' in install) return context.facts.crio === undefined ? packages(install, 'prepare') : []
  const { archive: source, sha256, version } = install
  return [artifact(`cri-o ${version}`, { source, sha256, destination: folderOf(version) })]
}

/** What makes the unit run it from its next start on; a package that takes the place of another comes here. */
export function chooseCrio(context: RuntimeContext): ChangeInput[] {
  const program = crioProgram(context)
  if (program?.install === undefined) return []
  if ('package' in program.install)
    return context.facts.crio === undefined ? [] : packages(program.install, 'switch')
  const folder = binariesOf(program.install.version)
  return [
    file('/etc/systemd/system/crio.service', context.render('crio.service.hbs', { folder }), {
      reasons: ['the program of the archive runs, with the conmon and the runtimes beside it'],
    }),
  ]
}

/** Whether a package brings a unit along, and may have started it. */
export function crioComesAsPackage(context: Known): boolean {
  const install = crioProgram(context)?.install
  return install !== undefined && 'package' in install
}

// skopeo puts images into its store, and no package of CRI-O's needs it.
function packages(
  { package: name, version }: Extract<Install, { package: string }>,
  phase: 'prepare' | 'switch',
): ChangeInput[] {
  return [
    packaged(name, { phase, ...(version === undefined ? {} : { version }) }),
    packaged('skopeo', { phase }),
  ]
}

function folderOf(version: string): string {
  return `/opt/refit/crio-${version}`
}

// As its releases are packed (cri-o/packaging, the static bundle).
function binariesOf(version: string): string {
  return `${folderOf(version)}/cri-o/bin`
}
