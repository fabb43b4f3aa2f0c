import { lt } from 'semver'
import { baseSpecFile } from '../settings/ulimits.ts'
import { cniFolders } from './cni-folders.ts'
import { configurationVersion } from './containerd-version.ts'
import { presentImports, rootOf } from './containerd-places.ts'
import { programOf } from './containerd-program.ts'
import { certificatesDirectory, readsHostsFiles, registryTables } from './registries.ts'
import type { RuntimeContext } from './runtime.ts'
import { sandboxImage } from './sandbox-image.ts'

/** What a containerd that comes in place of another runtime is told, in the words of its version. */
export function containerdConfiguration(context: RuntimeContext): string {
  const { facts, settings, carried, render } = context
  const folders = cniFolders(facts, settings.containerd)
  const version = versionAfter(context)
  const written = configurationVersion(version)
  return render(written === 2 ? 'containerd.toml.hbs' : 'containerd-2.toml.hbs', {
    version: written,
    root: rootOf(context),
    imports: presentImports(facts),
    sandboxImage: sandboxImage(context).image,
    cniBinDir: folders.plugins ?? '/opt/cni/bin',
    cniConfDir: folders.configurations,
    severalFolders: !lt(version, '2.1.0'),
    certificatesDirectory,
    // An unknown key would not harm, but would mislead.
    configPath: readsHostsFiles(version),
    registryTables: registryTables(carried),
    // 2.x lets them unless it is told not to; 1.x knows the keys from 1.6 on.
    lowPorts: carried.lowPorts?.value === true && !lt(version, '1.6.0'),
    selinux: carried.selinux?.value ?? false,
    concurrentDownloads: carried.concurrentDownloads?.value ?? 0,
    defaultHandler: carried.defaultHandler?.value ?? 'runc',
    handlers: handlers(context),
  })
}

/** Which version runs then. Where nobody can tell, a blocker says so, and it is not written. */
export function versionAfter(context: RuntimeContext): string {
  return programOf(context).version ?? context.facts.containerd?.version ?? '1.6.0'
}

const runcShim = 'io.containerd.runc.v2'

function handlers(context: RuntimeContext): object[] {
  const { facts, carried } = context
  const given = carried.handlers.map(({ value }) => value)
  const all = given.some(({ name }) => name === 'runc') ? given : [{ name: 'runc' }, ...given]
  return all.map(({ name, path = '', shim = runcShim }: { name: string; path?: string; shim?: string }) => ({
    name,
    path,
    shim,
    isRunc: shim === runcShim,
    systemdCgroup: facts.kubelet?.cgroupDriver === 'systemd',
    baseSpec: baseSpecFile(carried, versionAfter(context)) ?? '',
  }))
}
