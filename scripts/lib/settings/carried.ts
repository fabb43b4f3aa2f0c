import type { Note } from '../plan/plan.ts'
import type { Secret } from '../secret.ts'

/**
 * What a node's runtime was told by its operator, in no runtime's own words: every runtime reads its configuration
 * into this, and is configured from it. Each value says where it came from, and the plan says it again.
 */
export interface CarriedSettings {
  registries: RegistrySettings[]
  /** Logins, one for each registry; kubelet keeps them from the switch on. */
  credentials: Sourced<RegistryLogin>[]
  proxy?: Sourced<ProxySettings>
  logs?: Sourced<LogSettings>
  /** Limits that containers start with, by name: "nofile". */
  ulimits: Sourced<UlimitSettings>[]
  /** Low-level runtimes besides runc; a RuntimeClass names them. */
  handlers: Sourced<HandlerSettings>[]
  /** The handler of pods that name no RuntimeClass; runc where nobody said otherwise. */
  defaultHandler?: Sourced<string>
  concurrentDownloads?: Sourced<number>
  selinux?: Sourced<boolean>
  /** Pods may bind ports below 1024, and ping, without being root. */
  lowPorts?: Sourced<boolean>
  /** What was set and has no equal outside the runtime that it was set for. */
  lost: Note[]
}

export interface Sourced<T> {
  value: T
  /** "registry-mirrors of /etc/docker/daemon.json", "the inventory" */
  source: string
}

export interface RegistrySettings {
  /** "docker.io", "registry.example.com:5000" */
  host: string
  /** In the order in which they are asked; the registry itself comes last. */
  mirrors: Sourced<MirrorSettings>[]
  /** HTTPS with any certificate, and plain HTTP where there is no HTTPS. */
  insecure?: Sourced<true>
  /** Certificates of authorities to trust for it, PEM. */
  authorities: Sourced<string>[]
  /** Client certificates to show to it, PEM. */
  clients: Sourced<{ certificate: string; key: Secret }>[]
}

export interface MirrorSettings {
  /** With its scheme: "https://mirror.example.com", without "/v2". */
  url: string
  insecure: boolean
  /** What stands between "/v2/" and the image's name: "hub" where a mirror keeps the images of many registries. */
  prefix?: string
}

export interface RegistryLogin {
  /** "registry.example.com:5000", or as Docker calls its hub. */
  host: string
  /** The value of `auths` for it, as JSON. */
  entry: Secret
}

export interface ProxySettings {
  http?: string
  https?: string
  no?: string
}

export interface LogSettings {
  /** Bytes at which a container's log is rotated. */
  size?: number
  /** How many files are kept, the one that is written among them. */
  files?: number
}

export interface UlimitSettings {
  name: string
  /** -1 is no limit. */
  soft: number
  hard: number
}

export interface HandlerSettings {
  name: string
  /** The OCI runtime's program. */
  path?: string
  /** containerd's shim, for handlers that are not called through runc's: "io.containerd.runsc.v1". */
  shim?: string
}

/** Nothing was said. */
export const noSettings: CarriedSettings = {
  registries: [],
  credentials: [],
  ulimits: [],
  handlers: [],
  lost: [],
}

/** A registry of which nothing was said yet. */
export function registryNamed(host: string): RegistrySettings {
  return { host, mirrors: [], authorities: [], clients: [] }
}
