import { gte, lt } from 'semver'
import type { Note } from '../plan/plan.ts'
import { removedShims } from './containerd-convert-handlers.ts'
import { convertedFiles } from './containerd-converted.ts'
import { configurationFileOf } from './containerd-places.ts'
import { programOf } from './containerd-program.ts'
import { otherContainers } from './docker.ts'
import type { RuntimeContext } from './runtime.ts'

/** What stands in the way of another version of the containerd that the node runs, and what should be known before. */
export function inPlaceGate(context: RuntimeContext): Note[] {
  const { facts } = context
  const { version } = programOf(context)
  if (version === undefined || facts.containerd === undefined) return []
  const isMajor = lt(facts.containerd.version, '2.0.0') && gte(version, '2.0.0')
  return [
    ...configuration(context),
    ...docker(context),
    ...(isMajor ? removedUses(context) : []),
    cost(version),
  ]
}

function configuration(context: RuntimeContext): Note[] {
  const path = configurationFileOf(context.facts)
  const converted = convertedFiles(context)
  if (converted === undefined)
    return [
      {
        severity: 'blocker',
        id: 'containerd-configuration',
        message: `${path}, or a file that it takes in, is no TOML, or is written for a newer containerd than the one that is asked for.`,
        fix: 'Look at it with `containerd config dump`; a newer one that refit brought goes with scripts/rollback.mjs.',
      },
    ]
  return [
    ...converted.lost.map(({ key, why }) =>
      warning(
        'setting-lost',
        `${key} of ${path} is not carried over: ${why}.`,
        'Set its equal, if pods rely on it.',
      ),
    ),
    ...converted.unknown.map(host =>
      warning(
        'registry-lost',
        `What ${path} says of the registry ${host} has no equal in a hosts.toml.`,
        `Write /etc/containerd/certs.d/${host}/hosts.toml by hand.`,
      ),
    ),
  ]
}

// systemd restarts what requires containerd along with it.
function docker({ facts }: RuntimeContext): Note[] {
  const unit = facts.observed.units.get('docker.service')
  if (unit?.active !== true || !unit.requires.includes('containerd.service')) return []
  const names = otherContainers(facts.docker).map(({ name }) => name)
  const message = 'docker.service requires containerd.service, and is restarted along with it.'
  if (names.length === 0 || facts.docker?.liveRestore === true)
    return [{ severity: 'note', id: 'docker-restarts', message }]
  return [
    {
      severity: 'blocker',
      id: 'docker-restarts',
      message: `${message} That would stop ${names.join(', ')}.`,
      fix: 'Set live-restore in /etc/docker/daemon.json and reload Docker, or end these containers first.',
    },
  ]
}

/** What containerd 2.x does not have any more, and this node uses. */
function removedUses({ facts }: RuntimeContext): Note[] {
  const { shims = [], schema1 = [], deprecations = new Map<string, string>() } = facts.containerd ?? {}
  const old = shims.filter(shim => removedShims.has(shim))
  const said = [...deprecations].filter(([id]) => !convertedByRefit.has(id))
  return [
    ...old.map(shim => ({
      severity: 'blocker' as const,
      id: 'removed-shim',
      message: `Containers run under ${shim}, which containerd 2.x cannot talk to.`,
      fix: 'Set runtime_type to io.containerd.runc.v2, restart containerd, and drain the node once, so that they start anew.',
    })),
    ...(deprecations.has('aufs-snapshotter')
      ? [
          {
            severity: 'blocker' as const,
            id: 'removed-snapshotter',
            message: 'Images and containers are in the aufs snapshotter, which containerd 2.x does not have.',
            fix: 'Set snapshotter to overlayfs, and drain the node once, so that they are made anew.',
          },
        ]
      : []),
    ...(schema1.length === 0
      ? []
      : [
          warning(
            'schema-1-images',
            `${schema1.length} images came in a format that containerd 2.x does not pull any more: ${schema1.join(', ')}.`,
            'Build and push them anew; what is on the node goes on working.',
          ),
        ]),
    ...said.map(([id, message]) => warning('deprecation', `containerd says of ${id}: ${message}`)),
    {
      severity: 'note',
      id: 'containerd-2',
      message:
        'Containers that start from then on get the seccomp profile of containerd 2.x, which denies io_uring; those that run keep theirs.',
    },
  ]
}

const convertedByRefit = new Set([
  'cri-registry-mirrors',
  'cri-registry-auths',
  'cri-registry-configs',
  'cri-systemd-cgroup-v1',
  'cri-untrusted-workload-runtime',
  'cri-default-runtime',
  'cri-runtime-engine',
  'cri-runtime-root',
  'aufs-snapshotter',
  'pull-schema-1-image',
])

function cost(version: string): Note {
  return {
    severity: 'note',
    id: 'rollback-cost',
    message: `No pod restarts. Should you go back later, those that containerd ${version} has started by then restart once; the others do not.`,
  }
}

function warning(id: string, message: string, fix?: string): Note {
  return { severity: 'warning', id, message, ...(fix === undefined ? {} : { fix }) }
}
