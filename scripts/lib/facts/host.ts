import type { Frame } from './frames.ts'
import { lines } from './text.ts'

export interface HostFacts {
  hostname: string
  /** "Debian GNU/Linux 12 (bookworm)" */
  system: string
  /** ID and ID_LIKE of os-release, nearest first: ["ubuntu", "debian"]. */
  family: string[]
  kernel: string
  architecture: string
  /** The address that it uses towards others; none where it has no way to them. */
  addresses: string[]
  /** Changes with every boot. */
  bootId: string
  cgroup: 1 | 2
  /** systemd's version, or undefined where the host runs another init. */
  systemd: number | undefined
  /** The node's clock minus the controller's, in seconds. */
  clockSkew: number
  /** Bytes that are free where each of these directories is, or would be. */
  freeSpace: Map<string, number>
}

/** The machine itself. `now` is the controller's clock in milliseconds. */
export function parseHost(frames: ReadonlyMap<string, Frame>, now: number): HostFacts {
  const values = pairs(frames.get('host')?.body ?? '', ' ')
  const release = pairs(frames.get('os-release')?.body ?? '', '=')
  const unquoted = (key: string) => (release.get(key) ?? '').replace(/^(["'])(.*)\1$/u, '$2')
  const systemd = Number(values.get('systemd'))
  return {
    hostname: values.get('hostname') ?? '',
    system: unquoted('PRETTY_NAME'),
    family: [unquoted('ID'), ...unquoted('ID_LIKE').split(' ')].filter(Boolean),
    kernel: values.get('kernel') ?? '',
    architecture: values.get('architecture') ?? '',
    addresses: lines(frames.get('address')),
    bootId: values.get('boot') ?? '',
    cgroup: values.get('cgroup') === 'cgroup2fs' ? 2 : 1,
    systemd: values.get('init') === 'systemd' && systemd > 0 ? systemd : undefined,
    clockSkew: Number(values.get('time')) - Math.round(now / 1000),
    freeSpace: parseFreeSpace(frames.get('free-space')?.body ?? ''),
  }
}

function parseFreeSpace(body: string): Map<string, number> {
  const rows = body.split('\n').map(line => line.split(' '))
  return new Map(
    rows.flatMap(([directory, kibibytes]) =>
      directory && kibibytes ? [[directory, Number(kibibytes) * 1024] as const] : [],
    ),
  )
}

function pairs(text: string, separator: string): Map<string, string> {
  const result = new Map<string, string>()
  for (const line of text.split('\n')) {
    const at = line.indexOf(separator)
    if (at > 0) result.set(line.slice(0, at), line.slice(at + 1))
  }
  return result
}
