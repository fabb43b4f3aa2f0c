import type { Check, Finding } from '../check.ts'
import { sources } from '../sources.ts'
import { belongsTo } from './belongs-to.ts'
import { leavingDocker } from './subject.ts'
import type { NodeSubject } from './subject.ts'
import type { SocketUser } from './survey/sockets.ts'

/** Programs that use Docker at this moment. */
export const processChecks: readonly Check<NodeSubject>[] = [
  leavingDocker({
    id: 'docker-socket-process',
    title: "A program uses Docker's socket now",
    severity: 'warning',
    about: 'node',
    reads: "the connections of Docker's sockets (ss), and the mounts and the environment of every process",
    why: 'It loses what it is connected to when Docker stops, and finds no pods there where Docker stays up.',
    fix: "Set it up for the new runtime's socket over CRI, or the API of kubelet; or stop it before the node changes.",
    sources: [sources.affects, sources.agents],
    run: subject => [...users(subject), ...unnamed(subject)],
  }),
]

function users({ host, facts: { docker }, survey }: NodeSubject): Finding[] {
  const found = survey.sockets.users
    .filter(isSomebodyElse)
    .map(user => ({ ...user, ...belongsTo(user.group, docker) }))
  // What a container mounts and is told stands in its manifest, or with the containers that are not of Kubernetes.
  const told = found.filter(
    ({ how, pod, container }) => how === 'connected' || (pod ?? container) === undefined,
  )
  const groups = Map.groupBy(told, ({ name, how, group }) => [name, how, group].join('\t'))
  return [...groups.values()].flatMap(([first, ...more]) => {
    if (first === undefined) return []
    const { name, how, pod, container, unit } = first
    const pids = [first, ...more].map(({ pid }) => pid).join(', ')
    const of = container === undefined ? unit : `the container ${container}`
    return [
      {
        owner: pod === undefined ? host : `Pod ${pod}`,
        place: { host, file: '/run/docker.sock' },
        message: `${name || 'A process'} (pid ${pids}${of === undefined ? '' : `, ${of}`}) ${ways[how]}.`,
      },
    ]
  })
}

function unnamed({ host, survey: { sockets } }: NodeSubject): Finding[] {
  const open = sockets.connections.get('/run/docker.sock') ?? 0
  if (sockets.named || open === 0) return []
  return [
    {
      owner: host,
      place: { host, file: '/run/docker.sock' },
      severity: 'note',
      message: `There are ${open} connections to Docker's socket, kubelet's own among them; the node has no ss, which would tell whose they are.`,
      fix: 'Install iproute2 on the node, or look at `lsof /run/docker.sock`.',
    },
  ]
}

const ways: Record<SocketUser['how'], string> = {
  connected: "is connected to Docker's socket",
  mount: "has Docker's socket mounted",
  environment: 'is told of Docker by DOCKER_HOST',
}

// Docker itself, and those that Kubernetes talks to it through.
function isSomebodyElse({ name, group }: SocketUser): boolean {
  return (
    !/^(?:kubelet|cri-dockerd|dockerd|docker-proxy|containerd|containerd-shim.*|systemd)$/u.test(name) &&
    !/\/(?:kubelet|docker|containerd|cri-dockerd?)\.(?:service|socket)$/u.test(group)
  )
}
