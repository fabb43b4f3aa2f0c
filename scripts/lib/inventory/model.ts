import type { Settings } from './settings.ts'

/** What an inventory file comes to. */
export interface Inventory {
  file: string
  /** In the order of the file; those that only a group names come last. */
  hosts: Host[]
  /** Names of hosts by group, those of the groups within it included; `all` is one of them. */
  groups: Map<string, string[]>
}

export interface Host {
  name: string
  /** Where to connect to. */
  address: string
  /** The name of its node in the cluster. */
  node: string
  /** The groups that it is in, outer ones first: the order in which their settings are laid over each other. */
  groups: string[]
  settings: Settings
  vars: Record<string, unknown>
}
