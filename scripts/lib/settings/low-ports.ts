import { coerce, gte } from 'semver'
import { z } from 'zod'
import type { Facts } from '../facts/facts.ts'
import { lostNote } from './docker-key.ts'
import type { CriTables } from './containerd-files.ts'
import type { Contribution } from './merge.ts'
import { valueAt } from './tables.ts'
import type { TomlFile } from './tables.ts'

// Whether pods may bind ports below 1024, and ping, without being root. Kernels before 4.11 do not know how.

/** CRI-O gives it to pods as sysctls; it has no word of its own for it. */
export const lowPortSysctls = [
  'net.ipv4.ip_unprivileged_port_start=0',
  'net.ipv4.ping_group_range=0 2147483647',
]

/** Docker lets them from 20.10 on (docker/docs engine/release-notes/20.10). */
export function lowPortsOfDocker({ docker, host }: Facts): Contribution {
  return byItself(docker?.version, '20.10.0', host.kernel, 'Docker 20.10 and newer')
}

/** containerd 2.0 and newer let them where nothing says otherwise (containerd/containerd docs/containerd-2.0.md). */
export function lowPortsByDefault({ containerd, host }: Facts): Contribution {
  return byItself(containerd?.version, '2.0.0', host.kernel, 'containerd 2.0 and newer')
}

/** What a file of containerd says of it, in two keys. No other runtime has only one of both. */
export function lowPortsOfContainerd(facts: Facts, { path, runtime }: CriTables): Contribution {
  const byDefault = lowPortsByDefault(facts).lowPorts?.value ?? false
  const [ports, pings] = ['ports', 'icmp'].map(what =>
    valueAt(runtime, [`enable_unprivileged_${what}`], z.boolean()),
  )
  if (ports === undefined && pings === undefined) return {}
  const [bind, ping] = [ports ?? byDefault, pings ?? byDefault]
  const source = `enable_unprivileged_ports and enable_unprivileged_icmp of ${path}`
  return {
    lowPorts: { value: bind && ping, source },
    ...(bind === ping ? {} : { lost: [lostNote({ source }, 'elsewhere it is both or none')] }),
  }
}

/** What a file of CRI-O says of it. */
export function lowPortsOfCrio({ path, tables }: TomlFile): Contribution {
  const sysctls = valueAt(tables, ['crio', 'runtime', 'default_sysctls'], z.array(z.string()))
  return sysctls === undefined
    ? {}
    : { lowPorts: { value: hasBoth(sysctls), source: `default_sysctls of ${path}` } }
}

/** The sysctls that say something else: those of low ports are carried over where both are there. */
export function otherSysctls(sysctls: readonly unknown[]): unknown[] {
  return hasBoth(sysctls) ? sysctls.filter(one => !lowPortSysctls.includes(String(one))) : [...sysctls]
}

function hasBoth(sysctls: readonly unknown[]): boolean {
  return lowPortSysctls.every(one => sysctls.includes(one))
}

function byItself(version: string | undefined, first: string, kernel: string, source: string): Contribution {
  return isFrom(version, first) && isFrom(kernel, '4.11.0') ? { lowPorts: { value: true, source } } : {}
}

function isFrom(version: string | undefined, first: string): boolean {
  const parsed = coerce(version)
  return parsed !== null && gte(parsed, first)
}
