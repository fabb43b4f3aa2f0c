import type { Client, ClientChannel } from 'ssh2'
import type { Connection, ConnectionOptions } from './connection.ts'
import type { Endpoint } from './endpoint.ts'
import { ConnectionLost } from './errors.ts'
import { toError } from './system-error.ts'
import { retry } from './retry.ts'
import { where } from './where.ts'

/** Gathers all that can end a client's connection into one `ConnectionLost`, which everything that waits is told. */
export function watchClient(
  client: Client,
  { endpoint, via, pause }: Pick<ConnectionOptions, 'via' | 'pause'> & { endpoint: Endpoint },
): Connection {
  const listeners = new Set<(error: ConnectionLost) => void>()
  const closed = Promise.withResolvers<void>()
  let lost: ConnectionLost | undefined
  let lastError: Error | undefined
  let closing = false
  client.setMaxListeners(0)
  client.on('error', (error: Error) => {
    lastError ??= error
    // On a tunnel no `close` may follow a keepalive that ran out: the bastion may be as silent.
    if (/keepalive/i.test(error.message)) end()
  })
  client.on('close', end)

  return {
    peer: where(endpoint),
    exec(command) {
      // Beyond its MaxSessions a server refuses a channel; another may close any moment, and none must be cut for it.
      const attempt = () => open<ClientChannel>(done => client.exec(command, done))
      return retry(attempt, { tries: 5, shouldRetry: isChannelRefused, pause })
    },
    forward: (host, port) => open(done => client.forwardOut('127.0.0.1', 0, host, port, done)),
    get lost() {
      return lost
    },
    onLost(listener) {
      if (lost) listener(lost)
      else listeners.add(listener)
      return () => listeners.delete(listener)
    },
    async close() {
      closing = true
      if (lost) return
      client.end()
      const timer = setTimeout(() => client.destroy(), 1000)
      await closed.promise
      clearTimeout(timer)
    },
  }

  function end(): void {
    if (lost) return
    lost = lostError()
    closed.resolve()
    for (const listener of listeners) listener(lost)
    listeners.clear()
  }

  function lostError(): ConnectionLost {
    return connectionLost(endpoint, {
      why: closing
        ? 'refit closed it'
        : (via?.lost?.message ?? lastError?.message ?? 'the other side closed it'),
      cause: lastError,
    })
  }

  function open<Channel>(
    start: (done: (error: Error | undefined, channel: Channel) => void) => void,
  ): Promise<Channel> {
    const { promise, resolve, reject } = Promise.withResolvers<Channel>()
    if (lost) return Promise.reject(lost)
    listeners.add(reject)
    try {
      start((error, channel) => {
        if (error) reject(lost ?? error)
        else resolve(channel)
      })
    } catch (error) {
      // ssh2 throws "Not connected" while the socket is going down; `close` follows.
      lastError ??= toError(error)
      reject(lostError())
    }
    return promise.finally(() => listeners.delete(reject))
  }
}

function connectionLost(endpoint: Endpoint, { why, cause }: { why: string; cause: unknown }): ConnectionLost {
  return new ConnectionLost(`${where(endpoint)} has lost its connection: ${why.replace(/\.$/, '')}.`, {
    host: endpoint.name,
    state: `A command that was running on ${endpoint.name} may have gone on.`,
    next: 'See what is there with `npx zx scripts/status.mjs --inventory NAME`, once it answers again.',
    cause,
  })
}

function isChannelRefused(error: unknown): boolean {
  return error instanceof Error && error.message.includes('Channel open failure')
}
