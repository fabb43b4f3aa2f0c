import { NodeSSH } from 'node-ssh'
import type { Duplex } from 'node:stream'
import type { ClientChannel } from 'ssh2'
import { authentication } from './authentication.ts'
import type { Endpoint } from './endpoint.ts'
import type { ConnectionLost } from './errors.ts'
import { handshakeFailure } from './handshake-failure.ts'
import { hostKeyCheck } from './host-key-check.ts'
import { toError } from './system-error.ts'
import { watchClient } from './watch-client.ts'

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
  readonly openSocket: () => Promise<Duplex>
  /** The connection that the socket is a tunnel of. */
  readonly via: Connection | undefined
  /** Waits between two tries of a channel. */
  readonly pause: (milliseconds: number) => Promise<void>
}

/** Connects and makes it SSH: the server verified first, then the user authenticated. Rejects with a ConnectError. */
export async function openConnection(endpoint: Endpoint, options: ConnectionOptions): Promise<Connection> {
  const [check, auth] = await Promise.all([hostKeyCheck(endpoint), authentication(endpoint)])
  // No wait between this and ssh.connect: a socket that closes meanwhile would do so unheard.
  const socket = await options.openSocket()
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
  const connection = watchClient(client, { ...options, endpoint })
  try {
    await ready
    return connection
  } catch (error) {
    socket.destroy()
    throw refused ?? handshakeFailure(endpoint, toError(error), { check, auth })
  }
}
