import { z } from 'zod'
import type { Facts } from '../facts/facts.ts'
import { json } from '../facts/text.ts'
import type { CarriedSettings, HandlerSettings, Sourced, UlimitSettings } from './carried.ts'
import { criTables } from './containerd-files.ts'
import type { CriTables } from './containerd-files.ts'
import { containerdRegistries } from './containerd-registries.ts'
import { lostNote } from './docker-key.ts'
import { proxyOfEnvironment } from './environment.ts'
import { logsOfKubelet } from './kubelet-logs.ts'
import { lowPortsByDefault, lowPortsOfContainerd } from './low-ports.ts'
import { merged } from './merge.ts'
import type { Contribution } from './merge.ts'
import { tablesAt, valueAt } from './tables.ts'

/** What containerd was told on this node: its files of any version, its folders for registries, its environment. */
export function readContainerd(facts: Facts): CarriedSettings {
  return merged([
    proxyOfEnvironment(facts, 'containerd'),
    logsOfKubelet(facts),
    lowPortsByDefault(facts),
    ...criTables(facts).flatMap(file => [
      handlers(file),
      limits(facts, file),
      single(file),
      lowPortsOfContainerd(facts, file),
      lost(file),
    ]),
    ...containerdRegistries(facts),
  ])
}

/** The files that its handlers take their limits from. */
export function baseSpecsOf(facts: Facts): string[] {
  return criTables(facts).flatMap(({ runtime }) => baseSpec(runtime) ?? [])
}

function baseSpec(runtime: unknown): string | undefined {
  return valueAt(runtime, ['containerd', 'runtimes', 'runc', 'base_runtime_spec'], z.string())
}

const runc = 'io.containerd.runc.v2'

function handlers({ path, runtime }: CriTables): Contribution {
  const found = tablesAt(runtime, ['containerd', 'runtimes']).filter(([name]) => name !== 'runc')
  const defaultName = valueAt(runtime, ['containerd', 'default_runtime_name'], z.string())
  const source = (key: string) => `${key} of ${path}`
  return {
    handlers: found.map(([name, one]): Sourced<HandlerSettings> => {
      const shim = valueAt(one, ['runtime_type'], z.string())
      const binary = valueAt(one, ['options', 'BinaryName'], z.string())
      const value = {
        name,
        ...(binary === undefined || binary === '' ? {} : { path: binary }),
        ...(shim === undefined || shim === runc ? {} : { shim }),
      }
      return { value, source: source(`runtimes.${name}`) }
    }),
    ...(defaultName === undefined || ['', 'runc'].includes(defaultName)
      ? {}
      : { defaultHandler: { value: defaultName, source: source('default_runtime_name') } }),
  }
}

function limits({ observed }: Facts, { runtime }: CriTables): Contribution {
  const path = baseSpec(runtime) ?? ''
  const spec = json(observed.files.get(path)?.content ?? '')
  const rlimits = valueAt(spec, ['process', 'rlimits'], z.array(rlimit)) ?? []
  return {
    ulimits: rlimits.map(({ type, soft, hard }): Sourced<UlimitSettings> => {
      const name = type.replace(/^RLIMIT_/u, '').toLowerCase()
      return { value: { name, soft: finite(soft), hard: finite(hard) }, source: `rlimits of ${path}` }
    }),
  }
}

const rlimit = z.object({ type: z.string(), soft: z.number(), hard: z.number() })

// RLIM_INFINITY, as far as a number of JavaScript holds it.
function finite(limit: number): number {
  return limit >= 2 ** 63 ? -1 : limit
}

function single({ path, images, runtime }: CriTables): Contribution {
  const downloads = valueAt(images, ['max_concurrent_downloads'], z.number())
  const selinux = valueAt(runtime, ['enable_selinux'], z.boolean())
  return {
    ...(downloads === undefined || downloads === 3
      ? {}
      : { concurrentDownloads: { value: downloads, source: `max_concurrent_downloads of ${path}` } }),
    ...(selinux === true ? { selinux: { value: true, source: `enable_selinux of ${path}` } } : {}),
  }
}

/** Keys that pods may rely on, with containerd's default; another value is said to be lost. */
export const containerdKeys: readonly { place: string[]; byDefault: unknown[]; why: string }[] = [
  {
    place: ['max_container_log_line_size'],
    byDefault: [16_384],
    why: 'lines of logs have another length elsewhere',
  },
  {
    place: ['unset_seccomp_profile'],
    byDefault: [''],
    why: 'pods without a seccomp profile run unconfined elsewhere',
  },
  {
    place: ['disable_apparmor'],
    byDefault: [false],
    why: 'AppArmor is on elsewhere where the kernel has it',
  },
  {
    place: ['device_ownership_from_security_context'],
    byDefault: [false],
    why: 'devices keep their owner elsewhere',
  },
  {
    place: ['ignore_image_defined_volumes'],
    byDefault: [false],
    why: 'volumes that an image names are made elsewhere',
  },
  {
    place: ['containerd', 'snapshotter'],
    byDefault: ['overlayfs', ''],
    why: 'images are unpacked onto overlayfs',
  },
]

function lost({ path, images, runtime }: CriTables): Contribution {
  return {
    lost: containerdKeys.flatMap(({ place, byDefault, why }) => {
      // Version 3 has the snapshotter beside the registries.
      const value = valueAt(runtime, place, z.unknown()) ?? valueAt(images, place.slice(-1), z.unknown())
      if (value === undefined || byDefault.includes(value)) return []
      return [lostNote({ source: `${place.join('.')} of ${path}` }, why)]
    }),
  }
}
