import type { TomlTable } from 'smol-toml'
import { defaultContainerdConfiguration } from '../facts/containerd.ts'
import type { Facts } from '../facts/facts.ts'
import { parseFlags } from '../facts/kubelet.ts'
import type { RuntimeContext } from './runtime.ts'
import { parseToml } from './toml.ts'

export const defaultRoot = '/var/lib/containerd'
export const defaultCniConfigurations = '/etc/cni/net.d'

type Known = Pick<RuntimeContext, 'facts' | 'settings'>

/** Where containerd keeps its data from the switch on: what the inventory says, else where it keeps them now. */
export function rootOf({ facts, settings }: Known): string {
  return settings.containerd.root ?? presentRoot(facts) ?? defaultRoot
}

/** Where the unit tells containerd to find its configuration. */
export function configurationFileOf({ containerd }: Facts): string {
  return containerd?.configurationFile ?? defaultContainerdConfiguration
}

/** What its present configuration says; empty where there is none, or it is no TOML. */
export function presentConfiguration(facts: Facts): TomlTable {
  return parseToml(facts.observed.files.get(configurationFileOf(facts))?.content ?? '') ?? {}
}

/** The files that its present configuration takes in, as it names them: "/etc/containerd/conf.d/*.toml". */
export function presentImports(facts: Facts): string[] {
  const { imports } = presentConfiguration(facts)
  return Array.isArray(imports) ? imports.filter(name => typeof name === 'string') : []
}

/** Files that it takes in from elsewhere than its own folder, of which all is read. */
export function importsElsewhere(facts: Facts): string[] {
  return presentImports(facts).filter(name => !name.startsWith('/etc/containerd/') && !name.includes('*'))
}

/** `root` of the configuration that containerd has now; undefined where there is no file, or it names none. */
export function presentRoot(facts: Facts): string | undefined {
  const { root } = presentConfiguration(facts)
  return typeof root === 'string' && root !== '' ? root : undefined
}

/** The folder of the CNI plugins: what the inventory says, what kubelet was told, what was found; in this order. */
export function cniPluginsOf({ facts, settings }: Known): string | undefined {
  return settings.containerd.cniBinDir ?? flag(facts, 'cni-bin-dir') ?? facts.cniPlugins
}

/** The folder of the CNI configurations: what the inventory says, else what kubelet was told, else CNI's own. */
export function cniConfigurationsOf({ facts, settings }: Known): string {
  return settings.containerd.cniConfDir ?? flag(facts, 'cni-conf-dir') ?? defaultCniConfigurations
}

// kubelet takes a list of folders for plugins, containerd one; the first is the one that is looked into first.
function flag({ kubelet }: Facts, name: string): string | undefined {
  const value = parseFlags(kubelet?.arguments ?? []).get(name)
  const first = value?.split(',')[0] ?? ''
  return first === '' || first === 'true' ? undefined : first
}
