import type { CrioConfiguration } from '../facts/crio.ts'
import type { Facts } from '../facts/facts.ts'
import type { ChangeInput } from '../plan/change.ts'
import { command } from '../plan/changes.ts'
import { lowPortSysctls } from '../settings/low-ports.ts'
import { crioUlimits } from '../settings/ulimits.ts'
import { quote } from '../shell/quote.ts'
import { cniFolders } from './cni-folders.ts'
import { crioProgram } from './crio-program.ts'
import type { RuntimeContext } from './runtime.ts'
import { sandboxImage } from './sandbox-image.ts'

export const crioFolders = { dropIns: '/etc/crio/crio.conf.d' } as const

/** Drop-ins are read in the order of their names, over /etc/crio/crio.conf; packages keep theirs below 90. */
export const crioDropIn = `${crioFolders.dropIns}/90-refit.conf`

/** A low-level runtime as a table of CRI-O's configuration. */
export interface CrioHandler {
  name: string
  path: string
  type: 'oci' | 'vm'
  /** conmon, where it is not to be looked for in PATH; empty otherwise. */
  monitor: string
}

/** The text of CRI-O's drop-in. Everything that it does not say stays as the node's other files and CRI-O have it. */
export function crioConfiguration(context: RuntimeContext): string {
  const { facts, settings, carried, render } = context
  const folders = cniFolders(facts, settings.crio)
  return render('crio.conf.hbs', {
    systemdCgroup: facts.kubelet?.cgroupDriver === 'systemd',
    defaultRuntime: defaultRuntime(context),
    handlers: crioHandlers(context),
    capabilities: settings.crio?.capabilities,
    ulimits: crioUlimits(carried),
    sysctls: carried.lowPorts?.value === true ? lowPortSysctls : [],
    selinux: carried.selinux?.value,
    sandboxImage: sandboxImage(context).image,
    cniBinDir: folders.plugins ?? '/opt/cni/bin',
    cniConfDir: folders.configurations,
  })
}

/**
 * The low-level runtimes that CRI-O is told of: runc, which the node's containers ran with until now, and those that
 * were carried over. A table in a drop-in replaces one of the same name whole, so each says all that CRI-O knew of it.
 */
export function crioHandlers({ facts, carried }: Pick<RuntimeContext, 'facts' | 'carried'>): CrioHandler[] {
  const present = facts.crio?.configuration
  const monitor = (name: string) => present?.runtimes.get(name)?.monitor || monitorOf(facts)
  const runc = runcOf(facts)
  const others = carried.handlers.flatMap(({ value: { name, path, shim } }): CrioHandler[] => {
    if (path === undefined || name === 'runc') return []
    return [
      {
        name,
        path,
        type: shim === undefined || /\.runc\./u.test(shim) ? 'oci' : 'vm',
        monitor: monitor(name),
      },
    ]
  })
  const first: CrioHandler[] =
    runc === undefined ? [] : [{ name: 'runc', path: runc, type: 'oci', monitor: monitor('runc') }]
  return [...first, ...others]
}

/** Carried handlers that CRI-O cannot be told of, because nobody said which program they are. */
export function lostHandlers({ carried }: Pick<RuntimeContext, 'carried'>): string[] {
  return carried.handlers.flatMap(({ value: { name, path } }) =>
    path === undefined && name !== 'runc' ? [name] : [],
  )
}

// Undefined leaves CRI-O its own choice.
function defaultRuntime(context: RuntimeContext): string | undefined {
  const names = crioHandlers(context).map(({ name }) => name)
  const wanted = context.carried.defaultHandler?.value
  return names.find(name => name === wanted) ?? names.find(name => name === 'runc')
}

function runcOf({ crio, programs }: Facts): string | undefined {
  return crio?.configuration?.runtimes.get('runc')?.path || programs.get('runc')
}

// CRI-O's packages keep conmon out of PATH, and name it for each runtime.
function monitorOf({ crio, programs }: Facts): string {
  if (programs.has('conmon')) return ''
  return namedMonitors(crio?.configuration)[0] ?? ''
}

/** Programs that the present configuration names as conmon. */
export function namedMonitors(configuration: CrioConfiguration | undefined): string[] {
  if (configuration === undefined) return []
  const { monitor, runtimes } = configuration
  return [monitor, ...[...runtimes.values()].map(one => one.monitor)].filter(path => path !== '')
}

/** Lets CRI-O itself read the drop-in among the node's other files, before anything is stopped. */
export function checkCrio(context: RuntimeContext): ChangeInput {
  const program = quote(crioProgram(context)?.path ?? 'crio')
  return command('CRI-O reads its new configuration', {
    phase: 'prepare',
    script: `folder=$(mktemp -d) || exit
trap 'rm -rf "$folder"' EXIT
for file in ${crioFolders.dropIns}/*; do
  [ ! -f "$file" ] || cp "$file" "$folder" || exit
done
printf %s ${quote(crioConfiguration(context))} >"$folder/90-refit.conf" || exit
said=$(${program} --config-dir "$folder" config 2>&1 >/dev/null) && exit 0
printf '%s\n' "$said" | sed -n '$s/.*msg="*//p' >&2
exit 1
`,
    undo: '',
  })
}
