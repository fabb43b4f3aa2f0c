import type { Facts } from '../facts/facts.ts'
import type { ChangeInput } from '../plan/change.ts'
import { command, unit } from '../plan/changes.ts'
import { quote } from '../shell/quote.ts'
import { readDocker } from '../settings/docker.ts'
import { dockerStore } from './docker-store.ts'
import { dockerTargets, leaveDocker } from './docker.ts'
import type { Runtime, RuntimeContext } from './runtime.ts'

const endpoint = 'unix:///var/run/cri-dockerd.sock'

/** Docker through cri-dockerd, the CRI server that outlived dockershim. */
export const criDockerd: Runtime = {
  id: 'cri-dockerd',
  reportedAs: 'docker',
  socket: endpoint,
  daemons: ['docker', 'cri-dockerd'],
  store: dockerStore,
  targets: [...dockerTargets, ...possibleUnits().map(subject => ({ kind: 'unit', subject }) as const)],
  isUsedBy: ({ kubelet }) => /cri-docker/u.test(kubelet?.endpoint ?? ''),
  version: ({ docker }) => docker?.version,
  describe: ({ docker }) => (docker === undefined ? 'cri-dockerd' : `cri-dockerd (Docker ${docker.version})`),
  read: readDocker,
  kubelet: () => ({ endpoint, flags: {}, configuration: {}, unit: 'cri-docker.service' }),
  gate: () => [
    {
      severity: 'blocker',
      id: 'target-cri-dockerd',
      message:
        'A change to cri-dockerd is not supported yet; a node that refit took off it goes back with rollback.',
      fix: 'Run scripts/rollback.mjs, or choose another runtime.',
    },
  ],
  prepare: () => [],
  configure: () => [],
  leave: context => [stopPods(context.facts), ...stopUnits(context.facts), ...leaveDocker(context)],
  stop: () => [],
  start: () => [],
  probeScript: () => 'docker version --format "{{.Server.Version}}" >/dev/null',
}

// The packages name the units cri-docker.*, Kubespray cri-dockerd.*. Each service before its socket, as in docker.ts.
function possibleUnits(): string[] {
  return ['cri-docker', 'cri-dockerd'].flatMap(name => [`${name}.service`, `${name}.socket`])
}

// Through cri-dockerd while it still serves, so that CNI gives the addresses of the pods back.
function stopPods({ kubelet, hasCrictl }: Facts): ChangeInput {
  const socket = quote(kubelet?.endpoint ?? endpoint)
  return command('the pods of Kubernetes in cri-dockerd', {
    action: 'stop',
    reasons: hasCrictl ? [] : ['without crictl on the node their addresses are given back by file'],
    script: `command -v crictl >/dev/null || exit 0
pods=$(crictl --runtime-endpoint ${socket} pods -q --state ready)
[ -z "$pods" ] || crictl --runtime-endpoint ${socket} --timeout 60s stopp $pods >/dev/null
`,
    undo: '',
  })
}

function stopUnits({ observed }: RuntimeContext['facts']): ChangeInput[] {
  return possibleUnits()
    .filter(name => observed.units.get(name)?.exists === true)
    .map(name => unit(name, { active: false, enabled: false }))
}
