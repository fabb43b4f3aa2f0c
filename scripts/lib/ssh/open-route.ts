import type { Duplex } from 'node:stream'
import { messageOf } from '../errors.ts'
import type { Bastion } from './bastions.ts'
import { openConnection, type Connection } from './connection.ts'
import type { Endpoint } from './endpoint.ts'
import { ConnectError } from './errors.ts'
import { where } from './where.ts'
import { retry } from './retry.ts'
import type { SshDependencies } from './target.ts'
import { connectTcp } from './tcp.ts'

/** Connects to the last host of a route through the ones before it. Rejects with a ConnectError. */
export async function openRoute(
  route: readonly Endpoint[],
  dependencies: SshDependencies,
): Promise<Connection> {
  const endpoint = route.at(-1)
  if (endpoint === undefined) throw new RangeError('a route needs a host')
  const jumps = route.slice(0, -1)
  const bastion = jumps.length > 0 ? await openBastion(jumps, dependencies) : undefined
  return retry(() => start(endpoint, bastion, dependencies), {
    tries: 3,
    shouldRetry,
    pause: dependencies.pause,
  })
}

function openBastion(jumps: readonly Endpoint[], dependencies: SshDependencies): Promise<Bastion> {
  const key = jumps.map(({ user, address, port }) => `${user}@${address}:${port}`).join(',')
  return dependencies.bastions.get(key, () => openRoute(jumps, dependencies))
}

function start(
  endpoint: Endpoint,
  bastion: Bastion | undefined,
  { pause }: SshDependencies,
): Promise<Connection> {
  if (bastion === undefined) {
    return openConnection(endpoint, { openSocket: () => connectTcp(endpoint), via: undefined, pause })
  }
  const { connection: via, starts } = bastion
  return starts(() => openConnection(endpoint, { openSocket: () => tunnel(endpoint, via), via, pause }))
}

async function tunnel(endpoint: Endpoint, via: Connection): Promise<Duplex> {
  try {
    return await via.forward(endpoint.address, endpoint.port)
  } catch (error) {
    const why = messageOf(error).replace('(SSH) Channel open failure: ', '') || 'no reason given'
    throw new ConnectError(
      'unreachable',
      `${where(endpoint)} cannot be reached through its jump host ${via.peer}: ${why}.`,
      {
        host: endpoint.name,
        next: 'Check address and port in the inventory, and that the jump host allows TCP forwarding.',
        cause: error,
      },
    )
  }
}

/**
 * Only what may pass by itself, and only before a command was sent. Never a refused authentication, which counts
 * towards a lockout, nor a host key.
 */
function shouldRetry(error: unknown): boolean {
  return error instanceof ConnectError && passing.has(error.kind)
}

const passing = new Set(['name', 'refused', 'dropped'])
