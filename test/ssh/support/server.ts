import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { connect, type AddressInfo, type Socket } from 'node:net'
import ssh2, {
  type AuthContext,
  type Connection,
  type ParsedKey,
  type Server,
  type ServerChannel,
  type Session,
} from 'ssh2'
import { newKey, parsedKey } from './keys.ts'

/** An SSH server on loopback, in this process: the real protocol, and commands that really run. */
export interface TestServer {
  readonly port: number
  /** Its first public host key, as known_hosts has it: `type base64`. */
  readonly hostKey: string
  /** The commands that clients asked for. */
  readonly commands: string[]
  /** How clients tried to get in, attempt by attempt. */
  readonly methods: readonly string[]
  /** The public keys (wire format) that clients offered. */
  readonly offered: readonly Buffer[]
  /** How many connections came in, and how many clients were let in. */
  readonly counts: { accepted: number; authenticated: number; tunnels: number; mostStartsAtOnce: number }
  /** Refuses that many channels from now on. */
  refuseChannels(count: number): void
  /** Cuts every connection, as a reset does. */
  cut(): void
  /** Ends every connection politely. */
  disconnect(): void
  /** Stops answering on every connection, without closing any. */
  freeze(): void
  close(): Promise<void>
}

export interface TestServerOptions {
  /** Private host key; a new one when left out. */
  readonly hostKey?: string
  readonly hostKeys?: readonly string[]
  /** Public keys (wire format) that are let in. */
  readonly authorized: readonly Buffer[]
  /** The login shell: a program and its arguments before `-c`. Default: sh. */
  readonly shell?: readonly string[]
  /** A folder that stands for that machine's /usr/local/sbin: its programs are found before all others. */
  readonly programs?: string
  readonly environment?: Readonly<Record<string, string>>
  /** Whether it forwards connections. Default: no. */
  readonly forwards?: boolean
  /** How many connections are closed before they say anything, as sshd does beyond MaxStartups. */
  readonly dropFirst?: number
  /** How many channels are refused before one is opened. */
  readonly refuseChannels?: number
}

export async function startServer(options: TestServerOptions): Promise<TestServer> {
  const hostKeys = options.hostKeys ?? [options.hostKey ?? newKey().private]
  const sockets = new Set<Socket>()
  const clients = new Set<Connection>()
  const children = new Set<ChildProcess>()
  const commands: string[] = []
  const methods: string[] = []
  const offered: Buffer[] = []
  const counts = { accepted: 0, authenticated: 0, tunnels: 0, mostStartsAtOnce: 0 }
  let toDrop = options.dropFirst ?? 0
  let toRefuse = options.refuseChannels ?? 0
  let starting = 0

  const server: Server = new ssh2.Server({ hostKeys: [...hostKeys] }, client => {
    clients.add(client)
    client.on('error', () => {})
    client.on('close', () => clients.delete(client))
    client.on('authentication', context => {
      methods.push(context.method)
      if (context.method === 'publickey' && context.signature === undefined) offered.push(context.key.data)
      authenticate(context, options.authorized)
    })
    client.on('ready', () => {
      starting--
      counts.authenticated++
      serve(client)
    })
  })
  // Taken before ssh2's own listener, to see the socket and to drop it.
  const raw = (server as unknown as { _srv: import('node:net').Server })._srv
  raw.prependListener('connection', (socket: Socket) => {
    counts.accepted++
    socket.setNoDelay(true)
    socket.on('error', () => {})
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
    starting++
    counts.mostStartsAtOnce = Math.max(counts.mostStartsAtOnce, starting)
    if (toDrop > 0) {
      toDrop--
      socket.destroy()
    }
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')

  function serve(client: Connection): void {
    client.on('session', (accept, reject) => {
      if (toRefuse > 0) {
        toRefuse--
        reject()
        return
      }
      exec(accept())
    })
    client.on('tcpip', (accept, reject, info) => {
      if (!options.forwards) return reject()
      const socket = connect({ host: info.destIP, port: info.destPort, noDelay: true })
      socket.once('error', () => reject())
      socket.once('connect', () => {
        counts.tunnels++
        const channel = accept()
        socket.on('error', () => channel.close())
        socket.on('close', () => channel.close())
        channel.on('close', () => socket.destroy())
        channel.pipe(socket).pipe(channel)
      })
    })
  }

  function exec(session: Session): void {
    session.on('exec', (accept, _reject, { command }) => {
      commands.push(command)
      run(accept(), command)
    })
  }

  function run(channel: ServerChannel, command: string): void {
    const [program = 'sh', ...before] = options.shell ?? ['sh']
    const path = [options.programs, process.env['PATH']].filter(Boolean).join(':')
    const child = spawn(
      program,
      [...before, '-c', command.replaceAll('/usr/local/sbin', options.programs ?? '/usr/local/sbin')],
      {
        env: { PATH: path, HOME: '/', ...options.environment },
      },
    )
    children.add(child)
    channel.on('data', (data: Buffer) => child.stdin.write(data))
    channel.on('end', () => child.stdin.end())
    channel.on('error', () => {})
    channel.on('close', () => child.stdin.destroy())
    for (const stream of [child.stdin, child.stdout, child.stderr]) stream.on('error', () => {})
    child.stdout.on('data', (data: Buffer) => channel.writable && channel.write(data))
    child.stderr.on('data', (data: Buffer) => channel.stderr.writable && channel.stderr.write(data))
    child.on('exit', (code, signal) => {
      if (code === null) channel.exit((signal ?? 'SIGTERM').replace('SIG', ''), false, '')
      else channel.exit(code)
    })
    // Like sshd, which says at once that a command has ended, but waits for the end of its output.
    child.on('close', () => {
      children.delete(child)
      channel.end()
    })
  }

  return {
    port: (server.address() as AddressInfo).port,
    hostKey: describePublic(parsedKey(hostKeys[0] ?? '')),
    commands,
    methods,
    offered,
    counts,
    refuseChannels: count => {
      toRefuse = count
    },
    cut: () => {
      for (const socket of sockets) socket.resetAndDestroy()
    },
    disconnect: () => {
      for (const client of clients) client.end()
    },
    freeze: () => {
      for (const socket of sockets) {
        socket.removeAllListeners('data')
        socket.pause()
      }
    },
    async close() {
      for (const child of children) {
        child.kill('SIGKILL')
        // A process that it left behind may hold these open.
        for (const stream of [child.stdin, child.stdout, child.stderr]) stream?.destroy()
      }
      for (const socket of sockets) socket.destroy()
      server.close()
      await once(server, 'close')
    },
  }
}

function describePublic(key: ParsedKey): string {
  return `${key.type} ${key.getPublicSSH().toString('base64')}`
}

function authenticate(context: AuthContext, authorized: readonly Buffer[]): void {
  if (context.method !== 'publickey') return context.reject(['publickey'])
  const allowed = authorized.some(key => key.equals(context.key.data))
  if (!allowed) return context.reject(['publickey'])
  const key = parsedKey(context.key.data)
  if (context.signature === undefined || context.blob === undefined) return context.accept()
  if (key.verify(context.blob, context.signature, context.hashAlgo)) context.accept()
  else context.reject(['publickey'])
}
