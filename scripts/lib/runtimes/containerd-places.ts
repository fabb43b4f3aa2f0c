import type { Facts } from '../facts/facts.ts'
import { parseFlags } from '../facts/kubelet.ts'
import type { RuntimeContext } from './runtime.ts'

export const configurationFile = '/etc/containerd/config.toml'
export const defaultRoot = '/var/lib/containerd'
export const defaultCniConfigurations = '/etc/cni/net.d'

type Known = Pick<RuntimeContext, 'facts' | 'settings'>

/** Where containerd keeps its data from the switch on: what the inventory says, else where it keeps them now. */
export function rootOf({ facts, settings }: Known): string {
  return settings.containerd.root ?? presentRoot(facts) ?? defaultRoot
}

/** `root` of the configuration that containerd has now; undefined where there is no file, or it names none. */
export function presentRoot({ observed }: Facts): string | undefined {
  const text = observed.files.get(configurationFile)?.content ?? ''
  // Keys of the file itself stand before its first table.
  const [top = ''] = text.split(/^\s*\[/mu)
  return /^\s*root\s*=\s*["']([^"']+)["']/mu.exec(top)?.[1]
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
