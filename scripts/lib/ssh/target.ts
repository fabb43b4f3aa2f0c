import type { Bastions } from './bastions.ts'
import type { ReadSshConfig } from './ssh-config.ts'

/** How one host is reached. What is left out is taken from the user's ssh configuration, then from ssh's defaults. */
export interface Target {
  /** The name in the inventory: what messages call it. */
  readonly host: string
  /** Host name or IP address to connect to; the name, when left out. */
  readonly address?: string | undefined
  readonly port?: number | undefined
  readonly user?: string | undefined
  readonly identityFile?: string | undefined
  /** The agent's socket; `true` or left out: the configured one; `false`: none. */
  readonly agent?: string | boolean | undefined
  /** Which ssh configuration fills in what is left out here: the user's own (the default), a file, or none (`false`). */
  readonly sshConfig?: string | boolean | undefined
  /** Hosts to go through, as in `ssh -J`: `[user@]host[:port][,…]`; `none` for no host at all. */
  readonly proxyJump?: string | undefined
  readonly knownHosts?: string | readonly string[] | undefined
  /** What to do with a host that known_hosts does not have. Default: strict. */
  readonly hostKeys?: HostKeyPolicy | undefined
  /** Milliseconds for the TCP connection, and again for the SSH handshake. Default: 10 000. */
  readonly connectTimeout?: number | undefined
  /** Probes of a silent connection: every `interval` milliseconds; lost when `count` stay unanswered. Default: 5000, 3. */
  readonly keepalive?: { readonly interval: number; readonly count: number } | undefined
  /** Whether the user becomes root with sudo. */
  readonly sudo: boolean
  /** Asked for only if sudo itself asks. */
  readonly sudoPassword?: (() => Promise<Secret>) | undefined
  /** Milliseconds until there must be a root shell; typing the password does not count. Default: 30 000. */
  readonly sudoTimeout?: number | undefined
  /** Whether a session that is not root's is an error. Default: true. */
  readonly requireRoot?: boolean | undefined
}

export type HostKeyPolicy = 'strict' | 'accept-new'

/** A value that is shown nowhere. */
export interface Secret {
  reveal(): string
}

/** The world around a connection, passed in so that tests bring their own. */
export interface SshDependencies {
  /** The connections to jump hosts, shared by all hosts of a run; the run closes them. */
  readonly bastions: Bastions
  /** Reads the user's ssh configuration for one host; `undefined` where there is none. */
  readonly readSshConfig: ReadSshConfig
  readonly home: string
  /** The local user's name: ssh's default for the remote one. */
  readonly user: string
  /** `SSH_AUTH_SOCK`. */
  readonly agentSocket: string | undefined
  /** Waits between two tries. */
  readonly pause: (milliseconds: number) => Promise<void>
}
