import { NodeSSH } from 'node-ssh'
import type { Duplex } from 'node:stream'
import type { Client, ClientChannel } from 'ssh2'
import { authentication, type Authentication } from './authentication.ts'
import type { Endpoint } from './endpoint.ts'
import { ConnectError, ConnectionLost } from './errors.ts'
import { where } from './host-key-failures.ts'
import { retry } from './retry.ts'
import { hostKeyCheck, type HostKeyCheck } from './host-key-check.ts'

/** An authenticated SSH connection. It never ends the process: whatever happens to it comes out of the promises here. */
export interface Connection {
  /** What messages call the server: `n1 (198.18.0.11:22)`. */
  readonly peer: string
  /** Opens a channel and starts a command on it, with the login shell: 2 round trips. */
  exec(command: string): Promise<ClientChannel>
  /** Opens a tunnel from the server to another host. */
  forward(host: string, port: number): Promise<Duplex>
  /** Set once the connection is gone. */
  readonly lost: ConnectionLost | undefined
  /** Calls back when the connection is lost, or at once if it is. Returns what takes that back. */
  onLost(listener: (error: ConnectionLost) => void): () => void
  close(): Promise<void>
}

export interface ConnectionOptions {
  /** Waits between two tries of a channel. */
  readonly pause: (milliseconds: number) => Promise<void>
  readonly openSocket: () => Promise<Duplex>
  /** The connection that the socket is a tunnel of. */
  readonly via: Connection | undefined
}

/** Connects and makes it SSH: the server verified first, then the user authenticated. Rejects with a ConnectError. */
export async function openConnection(
  endpoint: Endpoint,
  { openSocket, via, pause }: ConnectionOptions,
): Promise<Connection> {
  const [check, auth] = await Promise.all([hostKeyCheck(endpoint), authentication(endpoint)])
  // No wait between this and ssh.connect: a socket that closes meanwhile would do so unheard.
  const socket = await openSocket()
  const ssh = new NodeSSH()
  let refused: unknown
  const ready = ssh.connect({
    sock: socket,
    username: endpoint.user,
    authHandler: auth.handler,
    hostVerifier: (key: Buffer, verify: (valid: boolean) => void) => {
      check.verify(key).then(
        () => verify(true),
        (error: unknown) => {
          refused = error
          verify(false)
        },
      )
    },
    ...(check.algorithms ? { algorithms: { serverHostKey: [...check.algorithms] } } : {}),
    readyTimeout: endpoint.connectTimeout,
    keepaliveInterval: endpoint.keepalive.interval,
    keepaliveCountMax: endpoint.keepalive.count,
  })
  // node-ssh sets this at once, and takes its own error listener off when connected: from then on an error without
  // a listener would end the process. So ours is there from the start.
  const client = ssh.connection
  if (client === null) throw new Error('node-ssh made no connection')
  const connection = watch(client, { endpoint, via, pause })
  try {
    await ready
    return connection
  } catch (error) {
    socket.destroy()
    throw refused ?? handshakeFailure(endpoint, error as Error & { level?: string }, { check, auth })
  }
}

/** Gathers what ends a connection into one `ConnectionLost`. */
function watch(
  client: Client,
  { endpoint, via, pause }: Omit<ConnectionOptions, 'openSocket'> & { endpoint: Endpoint },
): Connection {
  const listeners = new Set<(error: ConnectionLost) => void>()
  let lost: ConnectionLost | undefined
  let lastError: Error | undefined
  let closing = false
  const { promise: closed, resolve: setClosed } = Promise.withResolvers<void>()
  client.setMaxListeners(0)
  client.on('error', (error: Error) => {
    lastError ??= error
    // A keepalive that ran out destroys the socket only after this event, and some errors never close it.
    if (/keepalive/i.test(error.message)) end()
  })
  client.on('close', end)

  function end(): void {
    if (lost) return
    lost = connectionLost(endpoint, { closing, lastError, via })
    setClosed()
    for (const listener of listeners) listener(lost)
    listeners.clear()
  }

  return {
    peer: where(endpoint),
    exec(command) {
      // Beyond its MaxSessions a server refuses a channel; another may close any moment, and none must be cut for it.
      const attempt = () => withChannel<ClientChannel>(done => client.exec(command, done))
      return retry(attempt, { tries: 5, shouldRetry: isChannelRefused, pause })
    },
    forward: (host, port) => withChannel(done => client.forwardOut('127.0.0.1', 0, host, port, done)),
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
      await closed
      clearTimeout(timer)
    },
  }

  function withChannel<Channel>(
    open: (done: (error: Error | undefined, channel: Channel) => void) => void,
  ): Promise<Channel> {
    const { promise, resolve, reject } = Promise.withResolvers<Channel>()
    if (lost) return Promise.reject(lost)
    listeners.add(reject)
    try {
      open((error, channel) => {
        if (error) reject(lost ?? error)
        else resolve(channel)
      })
    } catch (error) {
      // ssh2 throws "Not connected" while the socket is going down; `close` follows.
      reject(connectionLost(endpoint, { closing, lastError: lastError ?? (error as Error), via }))
    }
    return promise.finally(() => listeners.delete(reject))
  }
}

function isChannelRefused(error: unknown): boolean {
  return error instanceof Error && error.message.includes('Channel open failure')
}

interface Ending {
  readonly closing: boolean
  readonly lastError: Error | undefined
  readonly via: Connection | undefined
}

function connectionLost(endpoint: Endpoint, { closing, lastError, via }: Ending): ConnectionLost {
  const why = closing
    ? 'refit closed it'
    : (via?.lost?.message.replace(/\.$/, '') ?? lastError?.message ?? 'the other side closed it')
  return new ConnectionLost(`The connection to ${where(endpoint)} is lost: ${why}.`, {
    host: endpoint.name,
    state: `A command that was running on ${endpoint.name} may have gone on.`,
    next: 'Look at the node with `npx zx scripts/status.mjs --inventory NAME` once it answers again.',
    cause: lastError,
  })
}

function handshakeFailure(
  endpoint: Endpoint,
  error: Error & { level?: string },
  { check, auth }: { check: HostKeyCheck; auth: Authentication },
): ConnectError {
  if (/no matching host key format/.test(error.message)) return check.noSuchKey()
  if (
    error.level === 'client-authentication' ||
    error.level === 'agent' ||
    /authentication failures/i.test(error.message)
  ) {
    return auth.failure(error)
  }
  if (/timed out while waiting/i.test(error.message)) {
    return new ConnectError(
      'timeout',
      `${where(endpoint)} accepts connections, but no SSH handshake came about within ${endpoint.connectTimeout / 1000} s.`,
      {
        host: endpoint.name,
        next: 'Check that the port is that of sshd, and the load of the machine.',
        cause: error,
      },
    )
  }
  if (/lost before handshake|ECONNRESET|No response from server/.test(error.message)) {
    return new ConnectError(
      'dropped',
      `${where(endpoint)} closes the connection before the SSH handshake is done.`,
      {
        host: endpoint.name,
        next: 'Check that the port is that of sshd, and MaxStartups and the log there (`journalctl -u ssh`).',
        cause: error,
      },
    )
  }
  return new ConnectError('handshake', `${where(endpoint)} ended the SSH handshake: ${error.message}.`, {
    host: endpoint.name,
    next: 'Check that the port is that of sshd, and the log there (`journalctl -u ssh`).',
    cause: error,
  })
}
