import { posix } from 'node:path'
import { z } from 'zod'
import type { Facts } from '../facts/facts.ts'
import type {
  CarriedSettings,
  HandlerSettings,
  RegistrySettings,
  Sourced,
  UlimitSettings,
} from './carried.ts'
import { certificatesIn } from './certificates-read.ts'
import { containersCertificates } from './containers-registries.ts'
import { containersRegistries } from './containers-registries-read.ts'
import { loginsOf } from './credentials.ts'
import { lostNote } from './docker-key.ts'
import { dockerCertificates } from './docker-places.ts'
import { proxyOfEnvironment } from './environment.ts'
import { logsOfKubelet } from './kubelet-logs.ts'
import { lowPortsOfCrio, otherSysctls } from './low-ports.ts'
import { merged } from './merge.ts'
import type { Contribution } from './merge.ts'
import { tablesAt, tomlFile, tomlFiles, valueAt } from './tables.ts'
import type { TomlFile } from './tables.ts'

/** What CRI-O was told on this node: its files, those of containers/image for registries, its environment. */
export function readCrio(facts: Facts): CarriedSettings {
  return merged([
    proxyOfEnvironment(facts, 'crio'),
    logsOfKubelet(facts),
    ...crioFiles(facts).flatMap(file => [
      handlers(file),
      single(file),
      lowPortsOfCrio(file),
      logins(facts, file),
      lost(file),
    ]),
    ...containersRegistries(facts),
    { registries: certificates(facts) },
  ])
}

/** The files that CRI-O's own name, to be read too. */
export function crioPaths(facts: Facts): string[] {
  return crioFiles(facts).flatMap(({ tables }) => authFile(tables) ?? [])
}

// containers/image takes the first of its folders that knows the registry (containers-certs.d.5).
function certificates(facts: Facts): RegistrySettings[] {
  const own = certificatesIn(facts, containersCertificates)
  const names = new Set(own.map(({ host }) => host))
  return [...own, ...certificatesIn(facts, dockerCertificates).filter(({ host }) => !names.has(host))]
}

function crioFiles(facts: Facts): TomlFile[] {
  const main = tomlFile(facts, '/etc/crio/crio.conf')
  return [...(main === undefined ? [] : [main]), ...tomlFiles(facts, '/etc/crio/crio.conf.d/*.conf')]
}

// CRI-O's packages choose one of these, by a file of their own that no operator wrote (cri-o/packaging, 10-crio.conf).
const itsOwn = new Set(['', 'runc', 'crun'])

function handlers({ path, tables }: TomlFile): Contribution {
  const place = ['crio', 'runtime']
  const chosen = valueAt(tables, [...place, 'default_runtime'], z.string()) ?? ''
  const isPackaged = posix.basename(path) === '10-crio.conf'
  return {
    handlers: tablesAt(tables, [...place, 'runtimes'])
      .filter(([name]) => !itsOwn.has(name))
      .map(([name, one]): Sourced<HandlerSettings> => {
        const program = valueAt(one, ['runtime_path'], z.string()) ?? ''
        return {
          value: { name, ...(program === '' ? {} : { path: program }) },
          source: `runtimes.${name} of ${path}`,
        }
      }),
    ...(isPackaged || itsOwn.has(chosen)
      ? {}
      : { defaultHandler: { value: chosen, source: `default_runtime of ${path}` } }),
  }
}

function single({ path, tables }: TomlFile): Contribution {
  const limits = valueAt(tables, ['crio', 'runtime', 'default_ulimits'], z.array(z.string())) ?? []
  const selinux = valueAt(tables, ['crio', 'runtime', 'selinux'], z.boolean())
  return {
    ulimits: limits.flatMap((text): Sourced<UlimitSettings>[] => {
      const [, name, soft, hard = soft] = /^([a-z]+)=(-?\d+)(?::(-?\d+))?$/u.exec(text) ?? []
      if (name === undefined) return []
      return [
        { value: { name, soft: Number(soft), hard: Number(hard) }, source: `default_ulimits of ${path}` },
      ]
    }),
    ...(selinux === true ? { selinux: { value: true, source: `selinux of ${path}` } } : {}),
  }
}

function logins({ observed }: Facts, { tables }: TomlFile): Contribution {
  const path = authFile(tables)
  return path === undefined
    ? {}
    : { credentials: loginsOf(observed.files.get(path)?.content ?? '', path).logins }
}

function authFile(tables: TomlFile['tables']): string | undefined {
  const path = valueAt(tables, ['crio', 'image', 'global_auth_file'], z.string())
  return path?.startsWith('/') === true ? path : undefined
}

interface CrioKey {
  key: string
  byDefault: unknown[]
  /** What is left of its values where some are carried over; all of them where it is absent. */
  besides?: (values: readonly unknown[]) => readonly unknown[]
  why: string
}

/** Keys that pods may rely on, with what has no need to be said; another value is said to be lost. */
export const crioKeys: readonly CrioKey[] = [
  {
    key: 'default_capabilities',
    byDefault: [],
    why: "other runtimes give containers Docker's set of capabilities",
  },
  {
    key: 'default_sysctls',
    byDefault: [],
    besides: otherSysctls,
    why: 'other runtimes set no sysctls of their own; pods can, with securityContext',
  },
  { key: 'default_mounts_file', byDefault: [''], why: 'other runtimes mount nothing into every container' },
  { key: 'additional_devices', byDefault: [], why: 'other runtimes give no device to every container' },
  { key: 'hooks_dir', byDefault: [], why: 'other runtimes run no OCI hooks' },
  {
    key: 'seccomp_profile',
    byDefault: [''],
    why: 'the profile RuntimeDefault is the one that a runtime is built with',
  },
  {
    key: 'apparmor_profile',
    byDefault: ['', 'crio-default'],
    why: "the profile RuntimeDefault is a runtime's own",
  },
  { key: 'pids_limit', byDefault: [0, -1], why: 'podPidsLimit of kubelet is its equal' },
  { key: 'log_to_journald', byDefault: [false], why: 'other runtimes write logs to /var/log/pods alone' },
  { key: 'uid_mappings', byDefault: [''], why: 'other runtimes map no users; pods can, with hostUsers' },
  { key: 'timezone', byDefault: [''], why: 'other runtimes set no time zone in containers' },
]

function lost({ path, tables }: TomlFile): Contribution {
  return {
    lost: crioKeys.flatMap(({ key, byDefault, besides = all => all, why }) => {
      const value = valueAt(tables, ['crio', 'runtime', key], z.unknown())
      const given = value === undefined ? [] : [value].flat()
      return besides(given).every(one => byDefault.includes(one))
        ? []
        : [lostNote({ source: `${key} of ${path}` }, why)]
    }),
  }
}
