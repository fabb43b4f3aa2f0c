import type { Facts } from '../facts/facts.ts'
import { parseFlags } from '../facts/kubelet.ts'
import type { Note } from '../plan/plan.ts'

/** CNI's own folder of configurations, which every runtime uses unless it is told of another. */
export const defaultCniConfigurations = '/etc/cni/net.d'

/** The keys of a runtime's section in the inventory that are about CNI. */
export interface CniSettings {
  cniBinDir?: string | undefined
  cniConfDir?: string | undefined
}

export interface CniFolders {
  /** Undefined where no plugins were found. */
  plugins: string | undefined
  configurations: string
}

/** The folders of CNI: what the inventory says, what kubelet was told, what was found; in this order. */
export function cniFolders(facts: Facts, settings: CniSettings = {}): CniFolders {
  return {
    plugins: settings.cniBinDir ?? flag(facts, 'cni-bin-dir') ?? facts.cniPlugins,
    configurations: settings.cniConfDir ?? flag(facts, 'cni-conf-dir') ?? defaultCniConfigurations,
  }
}

/** What of CNI is missing on a node for a runtime that has no network of its own. `section` is its key in the inventory. */
export function cniNotes(facts: Facts, section: string, folders: CniFolders): Note[] {
  const missing = cniMissing(
    facts,
    section,
    folders,
    `${section} brings no network, and no pod would get one`,
  )
  if (missing !== undefined) return [missing]
  if (folders.configurations !== defaultCniConfigurations) return []
  const [first] = facts.cniConfigurations.toSorted()
  if (first === undefined || !/crio|podman/u.test(first)) return []
  return [
    {
      severity: 'warning',
      id: 'cni-sample',
      message: `The first configuration in /etc/cni/net.d is ${first}, which a package brought: pods would get its network.`,
      fix: `Move it away if the cluster's own network is another one.`,
    },
  ]
}

/** The blocker where plugins or a network are missing. `without` says what that means for the runtime. */
export function cniMissing(
  facts: Facts,
  section: string,
  { plugins, configurations }: CniFolders,
  without: string,
): Note | undefined {
  if (plugins === undefined) {
    return {
      severity: 'blocker',
      id: 'cni-plugins-missing',
      message: 'No CNI plugins were found in /opt/cni/bin, /usr/lib/cni or /usr/libexec/cni.',
      fix: `Install the CNI plugins, or set ${section}.cniBinDir in the inventory.`,
    }
  }
  // Only CNI's own folder is looked into; another one is taken at its word.
  if (configurations !== defaultCniConfigurations || facts.cniConfigurations.length > 0) return undefined
  return {
    severity: 'blocker',
    id: 'cni-configuration-missing',
    message: `/etc/cni/net.d is empty: ${without}.`,
    fix: `Install a CNI network first, or set ${section}.cniConfDir in the inventory.`,
  }
}

// kubelet takes a list of folders for plugins; the first is the one that is looked into first.
function flag({ kubelet }: Facts, name: string): string | undefined {
  const value = parseFlags(kubelet?.arguments ?? []).get(name)
  const first = value?.split(',')[0] ?? ''
  return first === '' || first === 'true' ? undefined : first
}
