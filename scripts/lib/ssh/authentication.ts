import type { AnyAuthMethod, AuthHandlerMiddleware } from 'ssh2'
import { QuietAgent } from './agent.ts'
import type { Endpoint } from './endpoint.ts'
import { ConnectError } from './errors.ts'
import { where } from './where.ts'
import { readIdentities, type Identity } from './keys.ts'

/** How a client proves who it is: ssh2's handler, and the error for when it came to nothing. */
export interface Authentication {
  readonly handler: AuthHandlerMiddleware
  failure(cause: Error): ConnectError
}

/**
 * Prepares public key authentication: the inventory's key, then the agent's, then the other files. No `none`
 * attempt (a round trip for nothing) and no passwords. Each is tried once: servers count failures, and lock out.
 */
export async function authentication(endpoint: Endpoint): Promise<Authentication> {
  const identities = await readIdentities(endpoint)
  const offered: string[] = []
  let accepted: readonly string[] = []
  const methods = steps(endpoint, identities, offered)
  return {
    handler: (methodsLeft: readonly string[] | null, _partialSuccess, next) => {
      accepted = methodsLeft ?? accepted
      const isTaken = methodsLeft === null || methodsLeft.includes('publickey')
      const method = isTaken ? methods.next().value : undefined
      if (method) return next(method)
      // How ssh2 is told that there is no more.
      return false
    },
    failure: cause => failure(endpoint, { identities, offered, accepted, cause }),
  }
}

function* steps(
  endpoint: Endpoint,
  identities: readonly Identity[],
  offered: string[],
): Generator<AnyAuthMethod, undefined> {
  const { user: username } = endpoint
  const usable = identities.filter(identity => identity.key !== undefined)
  const offer = function* (some: readonly Identity[]): Generator<AnyAuthMethod> {
    for (const { path, key } of some) {
      if (key === undefined) continue
      offered.push(path)
      yield { type: 'publickey', username, key }
    }
  }
  yield* offer(usable.filter(identity => identity.required))
  if (endpoint.agentSocket !== undefined) {
    const agent = new QuietAgent(endpoint.agentSocket, {
      only: endpoint.identitiesOnly ? identities.flatMap(identity => identity.publicBlob ?? []) : undefined,
      except: usable.filter(identity => identity.required).flatMap(identity => identity.publicBlob ?? []),
      onKeys: description => offered.push(description),
    })
    yield { type: 'agent', username, agent }
  }
  yield* offer(usable.filter(identity => !identity.required))
  return undefined
}

interface Story {
  readonly identities: readonly Identity[]
  readonly offered: readonly string[]
  readonly accepted: readonly string[]
  readonly cause: Error
}

function failure(endpoint: Endpoint, { identities, offered, accepted, cause }: Story): ConnectError {
  const tried = offered.length > 0 ? `offered ${offered.join(', ')}` : 'there was no key to offer'
  const unusable = identities.flatMap(({ path, unusable: why }) =>
    why ? `${path} cannot be used: ${why}` : [],
  )
  const takes = accepted.length > 0 ? `the server takes ${accepted.join(', ')}` : undefined
  const tooMany = /too many authentication failures/i.test(cause.message)
  return new ConnectError(
    'authentication',
    `${where(endpoint)} does not let ${endpoint.user} in: ${[tried, ...unusable, takes, tooMany ? 'it cut off after too many keys' : undefined].filter(Boolean).join('; ')}.`,
    {
      host: endpoint.name,
      next: tooMany
        ? 'Name the one right key with identityFile in the inventory.'
        : `Check user and identityFile in the inventory, or try \`ssh -p ${endpoint.port} ${endpoint.user}@${endpoint.address}\`.`,
      cause,
    },
  )
}
