import { parseFlags } from '../../facts/kubelet.ts'
import type { Check } from '../check.ts'
import { leavingDocker } from './subject.ts'
import type { NodeSubject } from './subject.ts'

const restarts = 'https://github.com/docker/for-linux/issues/1155'

/** A containerd that others use besides Kubernetes. */
export const sharedContainerdChecks: readonly Check<NodeSubject>[] = [
  {
    ...leavingDocker({
      id: 'containerd-shared',
      title: 'Docker and the new runtime share one containerd',
      severity: 'note',
      about: 'node',
      reads: "dockerd's arguments, Requires and BindsTo of docker.service",
      why: 'A restart of containerd, or an upgrade of its package, stops Docker too where its unit requires it; it may stay stopped.',
      fix: 'Nothing: refit restarts containerd after the drain only. Hold the package until then.',
      sources: [restarts, 'https://github.com/m-lab/k8s-support/issues/520'],
      run: ({ host, facts: { docker, observed } }) => {
        const socket = parseFlags(docker?.arguments ?? []).get('containerd')
        const isRequired =
          observed.units.get('docker.service')?.requires.includes('containerd.service') === true
        if (!isRequired && socket !== '/run/containerd/containerd.sock') return []
        return [
          {
            owner: host,
            place: { host, file: '/run/containerd/containerd.sock' },
            ...(isRequired ? { severity: 'warning' as const } : {}),
            message: `Docker runs its containers in containerd.service${isRequired ? ', and its unit requires it: a restart stops Docker' : ''}.`,
          },
        ]
      },
    }),
    targets: ['containerd'],
  },
  {
    id: 'containerd-others',
    title: 'Somebody else uses containerd',
    severity: 'warning',
    about: 'node',
    targets: ['containerd'],
    reads: 'the namespaces of containerd, their containers and tasks',
    why: 'containerd gets a configuration of its own and is restarted. Containers of others run on meanwhile, but what they rely on in its present configuration is gone.',
    fix: 'Look at `ctr -n NAMESPACE containers ls`, and put what they need into the template of containerd.',
    sources: [restarts],
    run: ({ host, survey: { containerd } }) =>
      containerd.others
        .filter(({ containers, tasks }) => containers + tasks > 0)
        .map(({ namespace, containers, tasks }) => ({
          owner: host,
          place: { host, path: `containerd namespace ${namespace}` },
          message: `The namespace ${namespace} of containerd has ${containers} containers, ${tasks} of them running.`,
        })),
  },
  leavingDocker({
    id: 'docker-images-in-containerd',
    title: 'Docker keeps its images in containerd',
    severity: 'note',
    about: 'node',
    reads: 'docker info',
    why: 'They are in the namespace moby, on the disk of containerd, and data-root says nothing of them. They take room there until cleanup.',
    fix: 'Reckon with both on one disk.',
    sources: ['https://github.com/moby/moby/pull/50517'],
    run: ({ host, survey: { docker } }) =>
      docker?.usesContainerdImages === true
        ? [{ owner: host, place: { host }, message: "Docker uses containerd's store for its images." }]
        : [],
  }),
]
