import { coerce, gte } from 'semver'
import { z } from 'zod'
import type { Facts } from '../facts/facts.ts'
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
  return isFrom(docker?.version, '20.10.0') && isFrom(host.kernel, '4.11.0')
    ? { lowPorts: { value: true, source: 'Docker 20.10 and newer' } }
    : {}
}

/** containerd 2.0 and newer let them where nothing says otherwise (containerd/containerd docs/containerd-2.0.md). */
export function lowPortsByDefault({ containerd, host }: Facts): Contribution {
  return isFrom(containerd?.version, '2.0.0') && isFrom(host.kernel, '4.11.0')
    ? { lowPorts: { value: true, source: 'containerd 2.0 and newer' } }
    : {}
}

/** What a file of containerd says of it. */
export function lowPortsOfContainerd({ path, runtime }: CriTables): Contribution {
  const key = 'enable_unprivileged_ports'
  const value = valueAt(runtime, [key], z.boolean())
  return value === undefined ? {} : { lowPorts: { value, source: `${key} of ${path}` } }
}

/** What a file of CRI-O says of it. */
export function lowPortsOfCrio({ path, tables }: TomlFile): Contribution {
  const sysctls = valueAt(tables, ['crio', 'runtime', 'default_sysctls'], z.array(z.string()))
  return sysctls === undefined
    ? {}
    : {
        lowPorts: { value: sysctls.includes(lowPortSysctls[0] ?? ''), source: `default_sysctls of ${path}` },
      }
}

function isFrom(version: string | undefined, first: string): boolean {
  const parsed = coerce(version)
  return parsed !== null && gte(parsed, first)
}
