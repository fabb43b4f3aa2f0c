import { hasDockershim } from '../kubelet/gates.ts'
import { readDocker } from '../settings/docker.ts'
import { dockerStore } from './docker-store.ts'
import { dockerTargets, leaveDocker } from './docker.ts'
import type { Runtime } from './runtime.ts'

/** Docker through the CRI server that kubelet had of its own, up to Kubernetes 1.23. */
export const dockershim: Runtime = {
  id: 'dockershim',
  reportedAs: 'docker',
  socket: 'unix:///var/run/dockershim.sock',
  daemons: ['docker'],
  store: dockerStore,
  targets: dockerTargets,
  isUsedBy: ({ kubelet }) =>
    kubelet !== undefined &&
    kubelet.running &&
    kubelet.endpoint === undefined &&
    hasDockershim(kubelet.version),
  version: ({ docker }) => docker?.version,
  describe: ({ docker }) => (docker === undefined ? 'dockershim' : `dockershim (Docker ${docker.version})`),
  read: readDocker,
  kubelet: () => ({ endpoint: undefined, flags: {}, configuration: {}, unit: 'docker.service' }),
  gate: ({ facts }) => [
    {
      severity: 'blocker',
      id: 'target-dockershim',
      message: hasDockershim(facts.kubelet?.version ?? '0.0.0')
        ? 'A change to dockershim is not supported; a node that refit took off it goes back with rollback.'
        : `kubelet ${facts.kubelet?.version ?? ''} has no dockershim: it was removed in Kubernetes 1.24.`,
      fix: 'Run scripts/rollback.mjs, or choose another runtime.',
    },
  ],
  prepare: () => [],
  configure: () => [],
  leave: leaveDocker,
  stop: () => [],
  start: () => [],
  probeScript: () => 'docker version --format "{{.Server.Version}}" >/dev/null',
}
