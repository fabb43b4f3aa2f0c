import type { Authentication } from './authentication.ts'
import type { Endpoint } from './endpoint.ts'
import { ConnectError } from './errors.ts'
import type { HostKeyCheck } from './host-key-check.ts'
import { where } from './where.ts'

/** Says what an error of ssh2 before `ready` means for the operator. ssh2 tells most of them apart by words alone. */
export function handshakeFailure(
  endpoint: Endpoint,
  error: Error & { level?: string },
  { check, auth }: { check: HostKeyCheck; auth: Authentication },
): ConnectError {
  if (/no matching host key format/.test(error.message)) return check.noSuchKey()
  if (isAuthentication(error)) return auth.failure(error)
  const fail = (kind: 'timeout' | 'dropped' | 'handshake', what: string) =>
    new ConnectError(kind, `${where(endpoint)} ${what}.`, {
      host: endpoint.name,
      next: 'Check that the port is that of sshd, and its load, MaxStartups and log (`journalctl -u ssh`).',
      cause: error,
    })
  if (/timed out while waiting/i.test(error.message)) {
    return fail(
      'timeout',
      `accepts connections, but no SSH handshake came about within ${endpoint.connectTimeout / 1000} s`,
    )
  }
  if (/lost before handshake|ECONNRESET|No response from server/.test(error.message)) {
    return fail('dropped', 'closes the connection before the SSH handshake is done')
  }
  return fail('handshake', `ended the SSH handshake: ${error.message}`)
}

function isAuthentication({ level, message }: Error & { level?: string }): boolean {
  return level === 'client-authentication' || level === 'agent' || /authentication failures/i.test(message)
}
