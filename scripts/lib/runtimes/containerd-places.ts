import type { TomlTable } from 'smol-toml'
import { defaultContainerdConfiguration } from '../facts/containerd.ts'
import type { Facts } from '../facts/facts.ts'
import type { RuntimeContext } from './runtime.ts'
import { parseToml } from './toml.ts'

export const defaultRoot = '/var/lib/containerd'

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
