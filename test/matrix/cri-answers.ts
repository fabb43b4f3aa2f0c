import { connect } from 'node:http2'
import { createConnection } from 'node:net'

/**
 * Whether a container runtime answers on this socket: a real call of CRI's Version, v1 or v1alpha2, past every
 * client. A containerd that has its CRI plugin off listens, and does not answer.
 */
export async function criAnswers(socket: string, milliseconds = 1000): Promise<boolean> {
  for (const version of ['v1', 'v1alpha2'])
    if ((await statusOf(socket, `/runtime.${version}.RuntimeService/Version`, milliseconds)) === '0')
      return true
  return false
}

/** gRPC's status of a call with an empty message; undefined where there is no answer. */
function statusOf(socket: string, path: string, milliseconds: number): Promise<string | undefined> {
  return new Promise(resolve => {
    const session = connect('http://localhost', { createConnection: () => createConnection(socket) })
    const end = (status?: string) => {
      resolve(status)
      session.destroy()
    }
    session.setTimeout(milliseconds, () => end())
    session.once('error', () => end())
    session.once('close', () => end())
    const call = session.request({
      ':method': 'POST',
      ':path': path,
      te: 'trailers',
      'content-type': 'application/grpc',
    })
    const note = (headers: Record<string, unknown>) => {
      const status = headers['grpc-status']
      if (typeof status === 'string') end(status)
    }
    call.once('response', note)
    call.once('trailers', note)
    call.once('error', () => end())
    call.resume()
    // Not compressed, zero bytes long.
    call.end(Buffer.alloc(5))
  })
}
