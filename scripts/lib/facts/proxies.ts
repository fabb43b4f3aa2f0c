import type { Frame } from './frames.ts'
import { lines } from './text.ts'

/** Variables such as "HTTPS_PROXY", by name in capitals. Their values may hold a password. */
export interface Proxies {
  docker: ReadonlyMap<string, string>
  containerd: ReadonlyMap<string, string>
  crio: ReadonlyMap<string, string>
}

/** What the environment of each daemon says of proxies. */
export function parseProxies(frames: ReadonlyMap<string, Frame>): Proxies {
  const of = (daemon: keyof Proxies) => variables(lines(frames.get(`${daemon}-proxy`)))
  return { docker: of('docker'), containerd: of('containerd'), crio: of('crio') }
}

// Go asks for the name in capitals first (golang.org/x/net/http/httpproxy).
function variables(assignments: readonly string[]): Map<string, string> {
  const all = assignments.map(
    line => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)] as const,
  )
  const isLower = (name: string) => name !== name.toUpperCase()
  const ordered = [...all.filter(([name]) => isLower(name)), ...all.filter(([name]) => !isLower(name))]
  return new Map(ordered.map(([name, value]) => [name.toUpperCase(), value]))
}
