import ssh2, { type IdentityCallback, type ParsedKey } from 'ssh2'
import { fingerprint } from './public-key.ts'

/** What the agent was asked to offer, for the message of a failed authentication. */
export interface AgentOptions {
  /** Offer only these public keys (wire format); any, when left out. */
  readonly only: readonly Buffer[] | undefined
  /** Do not offer these again. */
  readonly except: readonly Buffer[]
  /** Called with what is offered, or why nothing is. */
  readonly onKeys: (description: string) => void
}

/**
 * An ssh agent that has no keys where it cannot be reached. ssh2 makes an unreachable agent an `error` event of the
 * connection, which ends it, though the next method might have worked.
 */
export class QuietAgent extends ssh2.OpenSSHAgent {
  readonly #options: AgentOptions

  constructor(socket: string, options: AgentOptions) {
    super(socket)
    this.#options = options
  }

  override getIdentities(done: IdentityCallback<ParsedKey>): void {
    super.getIdentities((error, keys) => {
      const offered = (keys ?? []).filter(isParsed).filter(key => this.#wanted(key.getPublicSSH()))
      this.#options.onKeys(describe(error, offered))
      done(undefined, offered)
    })
  }

  #wanted(blob: Buffer): boolean {
    const { only, except } = this.#options
    return (only === undefined || only.some(key => key.equals(blob))) && !except.some(key => key.equals(blob))
  }
}

function isParsed(key: object): key is ParsedKey {
  return 'getPublicSSH' in key
}

function describe(error: Error | null | undefined, offered: readonly ParsedKey[]): string {
  if (error) return `the agent (cannot be reached: ${error.message})`
  if (offered.length === 0) return 'the agent (no further keys)'
  return `the agent (${offered.map(key => fingerprint(key.getPublicSSH())).join(', ')})`
}
