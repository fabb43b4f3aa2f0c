import type { Facts } from '../facts/facts.ts'
import { parseFlags } from '../facts/kubelet.ts'
import type { CarriedSettings, RegistrySettings } from './carried.ts'
import { certificatesIn } from './certificates-read.ts'
import { loginsOf } from './credentials.ts'
import { lostNote } from './docker-key.ts'
import { dockerCertificates, dockerLogins } from './docker-places.ts'
import { dockerSettings } from './docker-said.ts'
import { proxyOfEnvironment } from './environment.ts'
import { lowPortsOfDocker } from './low-ports.ts'
import { merged } from './merge.ts'
import type { Contribution } from './merge.ts'

/** What Docker was told on this node: its file, its flags, its environment, its certificates, root's logins. */
export function readDocker(facts: Facts): CarriedSettings {
  const told = merged([
    // What daemon.json and flags say wins over the environment (docs.docker.com, engine/daemon/proxy).
    proxyOfEnvironment(facts, 'docker'),
    ...dockerSettings(facts).map(({ row, key, value, source }) => {
      if (row === undefined) return { lost: [lostNote({ source }, 'refit does not know it')] }
      return row.carry(value, { key, source, facts })
    }),
    { registries: certificatesIn(facts, dockerCertificates) },
    logins(facts),
    pullDeadline(facts),
    lowPortsOfDocker(facts),
  ])
  return {
    ...told,
    registries: withInsecureMirrors(told.registries),
    lost: [...told.lost, ...endlessLogs(facts, told)],
  }
}

// Docker looks a mirror up among its insecure registries too.
function withInsecureMirrors(registries: readonly RegistrySettings[]): RegistrySettings[] {
  const insecure = new Set(registries.flatMap(({ host, insecure: any }) => (any === undefined ? [] : [host])))
  return registries.map(registry => ({
    ...registry,
    mirrors: registry.mirrors.map(({ value, source }) => {
      const host = value.url.replace(/^https?:\/\//u, '').replace(/\/.*$/u, '')
      return { value: { ...value, insecure: value.insecure || insecure.has(host) }, source }
    }),
  }))
}

function logins({ observed }: Facts): Contribution {
  const { logins: found, helpers } = loginsOf(observed.files.get(dockerLogins)?.content ?? '', dockerLogins)
  const why = 'kubelet asks no credential helper of Docker'
  const fix = 'Set up a credential provider of kubelet, or pull secrets, if pods rely on it.'
  return {
    credentials: found,
    lost: helpers.map(host => lostNote({ source: `The login to ${host} of ${dockerLogins}` }, why, { fix })),
  }
}

// dockershim's alone: it goes with it, and containerd and CRI-O have a limit of their own.
function pullDeadline({ kubelet }: Facts): Contribution {
  const flag = '--image-pull-progress-deadline'
  const deadline = parseFlags(kubelet?.arguments ?? []).get(flag.slice(2))
  if (deadline === undefined) return {}
  const fix =
    'Set image_pull_progress_timeout of containerd, or pull_progress_timeout of CRI-O, in a template of your own.'
  return {
    lost: [lostNote({ source: `${flag}=${deadline} of kubelet` }, 'it went with dockershim', { fix })],
  }
}

function endlessLogs({ docker }: Facts, { logs }: CarriedSettings): CarriedSettings['lost'] {
  if (docker === undefined || logs?.value.size !== undefined) return []
  return [
    {
      severity: 'note',
      id: 'logs-rotated',
      message:
        'Docker keeps logs of any size here; from now on kubelet rotates them, at 10Mi and in 5 files where its configuration says nothing else.',
      fix: 'Set logs in the inventory where more is to be kept.',
    },
  ]
}
