import { connect } from 'node:net'

/** Whether somebody listens on `HOST:PORT`. */
export async function tcpAnswers(place: string): Promise<boolean> {
  const [host = '', port] = place.split(':')
  const socket = connect({ host, port: Number(port), timeout: 2000 })
  try {
    return await new Promise<boolean>(resolve => {
      socket.once('connect', () => resolve(true))
      socket.once('timeout', () => resolve(false))
      socket.once('error', () => resolve(false))
    })
  } finally {
    socket.destroy()
  }
}
