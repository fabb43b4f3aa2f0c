import { lt } from 'semver'
import { configurationFileOf } from '../../runtimes/containerd-places.ts'
import type { Check, Finding } from '../check.ts'
import type { NodeSubject } from '../node/subject.ts'

const source = 'https://github.com/containerd/containerd/blob/main/RELEASES.md#deprecated-features'

/** A setting in config.toml that a version of containerd took away. */
interface RemovedSetting {
  /** What a line of the file looks like that says it. */
  pattern: RegExp
  name: string
  /** The first version that ignores or refuses it. */
  removedIn: string
  instead: string
}

const removedSettings: readonly RemovedSetting[] = [
  {
    pattern: /^systemd_cgroup\s*=\s*true/u,
    name: 'systemd_cgroup',
    removedIn: '2.0.0',
    instead: 'SystemdCgroup in the options of runc',
  },
  {
    pattern: /^\[.*untrusted_workload_runtime/u,
    name: 'untrusted_workload_runtime',
    removedIn: '2.0.0',
    instead: 'a runtime of that name in runtimes',
  },
  {
    pattern: /^\[.*\bcontainerd"?\.default_runtime\]/u,
    name: 'default_runtime',
    removedIn: '2.0.0',
    instead: 'default_runtime_name',
  },
  {
    pattern: /^runtime_engine\s*=\s*["'][^"']/u,
    name: 'runtime_engine',
    removedIn: '2.0.0',
    instead: 'options.BinaryName',
  },
  {
    pattern: /^runtime_root\s*=\s*["'][^"']/u,
    name: 'runtime_root',
    removedIn: '2.0.0',
    instead: 'options.Root',
  },
  {
    pattern: /^disable_cgroup\s*=\s*true/u,
    name: 'disable_cgroup',
    removedIn: '2.0.0',
    instead: 'delegation of control groups v2',
  },
  {
    pattern: /^CriuPath\s*=\s*["'][^"']/u,
    name: 'CriuPath',
    removedIn: '2.0.0',
    instead: 'criu on the PATH of containerd',
  },
  {
    pattern: /^runtime_type\s*=\s*["']io\.containerd\.(?:runtime\.v1\.linux|runc\.v1)["']/u,
    name: 'a runtime of version 1',
    removedIn: '2.0.0',
    instead: 'io.containerd.runc.v2',
  },
  {
    pattern: /^snapshotter\s*=\s*["']aufs["']/u,
    name: 'the snapshotter aufs',
    removedIn: '2.0.0',
    instead: 'overlayfs',
  },
  {
    pattern: /^\[.*registry"?\.(?:mirrors|configs|auths)\b/u,
    name: 'registry.mirrors, configs or auths',
    removedIn: '2.4.0',
    instead: 'hosts.toml files under config_path',
  },
]

/** What the node's config.toml says and a containerd 2.x does not read. */
export const containerdSettings: Check<NodeSubject> = {
  id: 'containerd-setting-removed',
  title: 'A setting that containerd 2.x no longer reads',
  severity: 'warning',
  about: 'version',
  reads: 'the configuration of containerd',
  why: 'containerd 2.x ignores it, at most with a line in its log: mirrors are not asked, the cgroup driver is another.',
  fix: 'Write its successor. refit writes a configuration of its own and says in the plan what of the old one it carries over.',
  sources: [source],
  run: removed,
}

function removed({ host, facts, current, target }: NodeSubject): Finding[] {
  // A configuration that nobody reads, such as that of Docker's own containerd, is replaced as a whole.
  if (current?.id !== 'containerd' && target.id !== 'containerd') return []
  const installed = facts.containerd?.version ?? '1.0.0'
  const file = configurationFileOf(facts)
  const lines = (facts.observed.files.get(file)?.content ?? '').split('\n')
  return lines.flatMap((line, index) =>
    removedSettings
      .filter(({ pattern }) => pattern.test(line.trim()))
      .map(({ name, removedIn, instead }) => {
        const version = removedIn.replace(/\.0$/u, '')
        return {
          owner: host,
          place: { host, file, line: index + 1 },
          // The present one still reads it: a note for who goes on to 2.x.
          ...(lt(installed, removedIn) ? { severity: 'note' as const } : {}),
          message: `${name} is not read by containerd ${version} and later; this one is ${installed}.`,
          fix: `Write ${instead} instead.`,
        }
      }),
  )
}
