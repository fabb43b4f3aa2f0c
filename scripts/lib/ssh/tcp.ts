import { connect, type Socket } from 'node:net'
import type { Endpoint } from './endpoint.ts'
import { ConnectError, type ConnectErrorKind } from './errors.ts'
import { where } from './where.ts'

/** Opens a TCP connection without Nagle's delay, which costs 40 ms a command. Rejects with a ConnectError. */
export function connectTcp(endpoint: Endpoint): Promise<Socket> {
  const { promise, resolve, reject } = Promise.withResolvers<Socket>()
  const socket = connect({ host: endpoint.address, port: endpoint.port, noDelay: true })
  const timer = setTimeout(
    () => fail(Object.assign(new Error('timed out'), { code: 'ETIMEDOUT' })),
    endpoint.connectTimeout,
  )
  const fail = (error: NodeJS.ErrnoException) => {
    clearTimeout(timer)
    socket.destroy()
    reject(unreachable(endpoint, error))
  }
  socket.once('error', fail)
  socket.once('connect', () => {
    clearTimeout(timer)
    socket.off('error', fail)
    resolve(socket)
  })
  return promise
}

/** The error for a server that could not be reached, from the code that the operating system gave. */
export function unreachable(endpoint: Endpoint, error: NodeJS.ErrnoException): ConnectError {
  const [kind, what, next] = reasons(endpoint)[error.code ?? ''] ?? [
    'unreachable',
    `cannot be reached (${error.message})`,
    check,
  ]
  return new ConnectError(kind, `${where(endpoint)} ${what}.`, { host: endpoint.name, next, cause: error })
}

const check = 'Check address and port in the inventory, and that the machine is up.'

function reasons(endpoint: Endpoint): Record<string, readonly [ConnectErrorKind, string, string]> {
  const unknownName = `has no address: the name ${endpoint.address} is not known here`
  const names = 'Check the name in the inventory and the resolver of this machine, or set address.'
  return {
    ECONNREFUSED: [
      'refused',
      'refuses the connection',
      'Check port in the inventory, and that sshd runs there.',
    ],
    ECONNRESET: ['refused', 'resets the connection', check],
    EHOSTUNREACH: ['unreachable', 'cannot be reached: there is no route to the host', check],
    ENETUNREACH: ['unreachable', 'cannot be reached: there is no route to its network', check],
    ETIMEDOUT: ['timeout', `does not answer within ${endpoint.connectTimeout / 1000} s`, check],
    ENOTFOUND: ['name', unknownName, names],
    EAI_AGAIN: ['name', unknownName, names],
  }
}
