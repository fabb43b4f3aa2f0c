import { safe } from '../docker-to-crictl.ts'
import { dockerCalls } from '../node/uses/docker-calls.ts'
import { dockerServiceVerbs } from '../node/uses/docker-services.ts'

/** A call of docker, or of its service, in a text. */
export interface DockerCall {
  /** "docker ps", without what follows: it may hold secrets. */
  call: string
  /** The line that it stands in. */
  line: string
}

/** Every call of docker and its service in a text of shell, line by line; comments and what is only named are none. */
export function callsIn(text: string): DockerCall[] {
  return text.split('\n').flatMap(whole => {
    const line = whole.slice(0, longestLine).trim()
    if (line.startsWith('#') || !line.includes('docker')) return []
    const run = line.replaceAll(entered, '')
    return [
      ...dockerCalls(run).map(([command = '']) => ({ call: `docker ${safe(command)}`, line })),
      ...dockerServiceVerbs(run).map(verb => ({ call: `systemctl ${verb} docker`, line })),
    ]
  })
}

// What stands behind these runs on the node.
const entered = /\bchroot\s+\S+\s+|\bnsenter\s+(?:-\S+\s+(?:\d+\s+)?)*/gu
const longestLine = 10_000
