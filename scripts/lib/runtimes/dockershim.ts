import { hasDockershim } from '../kubelet/gates.ts'
import { readDocker } from '../settings/docker.ts'
import type { ChangeInput } from '../plan/change.ts'
import { command } from '../plan/changes.ts'
import type { Note } from '../plan/plan.ts'
import { cniFolders } from './cni-folders.ts'
import { dockerStore } from './docker-store.ts'
import { configureDocker, dockerGate, prepareDocker, startDocker, stopDocker } from './docker-target.ts'
import { dockerTargets, leaveDocker, podsInDocker, removePodsInDocker } from './docker.ts'
import { leavingDocker } from './docker-notes.ts'
import type { Runtime, RuntimeContext } from './runtime.ts'
import { sandboxImage } from './sandbox-image.ts'

/** Docker through the CRI server that kubelet had of its own, up to Kubernetes 1.23. */
export const dockershim: Runtime = {
  id: 'dockershim',
  reportedAs: 'docker',
  // Without its scheme: kubeadm knows dockershim by this very text.
  socket: '/var/run/dockershim.sock',
  daemons: ['docker'],
  store: dockerStore,
  targets: dockerTargets,
  isUsedBy: ({ kubelet }) =>
    kubelet !== undefined &&
    kubelet.running &&
    kubelet.endpoint === undefined &&
    hasDockershim(kubelet.version),
  version: ({ docker, dockerd }) => docker?.version ?? dockerd?.version,
  describe: ({ docker, dockerd }) => {
    const version = docker?.version ?? dockerd?.version
    return version === undefined ? 'dockershim' : `dockershim (Docker ${version})`
  },
  read: readDocker,
  kubelet: context => ({
    endpoint: undefined,
    flags: networkFlags(context),
    configuration: {},
    unit: 'docker.service',
  }),
  gate: context => [...kubeletHasIt(context), ...dockerGate(context)],
  leaving: leavingDocker,
  podsScript: () => podsInDocker,
  prepare: prepareDocker,
  configure: configureDocker,
  leave: leaveDocker,
  stop: stopDocker,
  start: context => [...startDocker(context), endOnTheWayBack()],
  probeScript: () => 'docker version --format "{{.Server.Version}}" >/dev/null',
}

// kubelet is dockershim, and CNI is its business then.
function networkFlags(context: RuntimeContext): Record<string, string> {
  const { plugins, configurations } = cniFolders(context.facts, context.settings.criDockerd)
  return {
    'network-plugin': 'cni',
    'cni-bin-dir': plugins ?? '/opt/cni/bin',
    'cni-conf-dir': configurations,
    'pod-infra-container-image': sandboxImage(context).image,
  }
}

function kubeletHasIt({ facts: { kubelet } }: RuntimeContext): Note[] {
  if (kubelet === undefined || hasDockershim(kubelet.version)) return []
  return [
    {
      severity: 'blocker',
      id: 'dockershim-gone',
      message: `kubelet ${kubelet.version} has no dockershim: it was removed in Kubernetes 1.24.`,
      fix: 'Choose cri-dockerd, which does the same for every kubelet, or another runtime.',
    },
  ]
}

function endOnTheWayBack(): ChangeInput {
  return command('Docker answers', {
    script: 'docker version >/dev/null\n',
    undo: `${removePodsInDocker}exit 0\n`,
  })
}
