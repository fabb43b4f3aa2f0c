import type { Frame } from '../../../facts/frames.ts'
import { linesOf } from './text.ts'

/** Who uses Docker's sockets on a node at this moment. */
export interface SocketSurvey {
  /** Programs that are connected, or have the socket mounted, or are told of Docker by their environment. */
  users: SocketUser[]
  /** Connections by socket: known also where the node has no ss, which tells whose they are. */
  connections: Map<string, number>
  /** Whether the node could tell whose the connections are. */
  named: boolean
}

export interface SocketUser {
  how: 'connected' | 'mount' | 'environment'
  socket: string
  pid: number
  name: string
  /** Its control group: "/system.slice/agent.service". */
  group: string
}

/** What survey.sh tells of sockets. */
export function parseSockets(frames: ReadonlyMap<string, Frame>): SocketSurvey {
  const rows = (name: string) => linesOf(frames, name).map(line => line.split('\t'))
  const connected = rows('socket-clients').map(([socket = '', ...who]) => user('connected', socket, who))
  const holding = rows('socket-holders').map(([how, ...who]) =>
    user(how === 'environment' ? 'environment' : 'mount', '/run/docker.sock', who),
  )
  const counts = linesOf(frames, 'socket-connections').map(line => line.split(' '))
  return {
    users: [...connected, ...holding].filter(({ pid }) => pid > 0),
    connections: new Map(counts.map(([socket = '', count]) => [socket, Number(count) || 0])),
    named: frames.get('socket-clients')?.code === 0,
  }
}

function user(
  how: SocketUser['how'],
  socket: string,
  [pid = '', name = '', group = '']: readonly string[],
): SocketUser {
  return { how, socket, pid: Number(pid) || 0, name: name.trim(), group }
}
