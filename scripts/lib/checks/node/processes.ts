import type { Check, Finding } from '../check.ts'
import { sources } from '../sources.ts'
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
    run: ({ host, facts, survey }) => {
      const users = Map.groupBy(
        survey.sockets.users.filter(isSomebodyElse),
        ({ name, group }) => `${name}\t${group}`,
      )
      const named = [...users.values()].map(([first, ...more]) =>
        finding(
          host,
          facts,
          [first, ...more].filter(user => user !== undefined),
        ),
      )
      const open = survey.sockets.connections.get('/run/docker.sock') ?? 0
      return survey.sockets.named || open === 0
        ? named
        : [
            ...named,
            {
              owner: host,
              place: { host, file: '/run/docker.sock' },
              severity: 'note',
              message: `There are ${open} connections to Docker's socket, kubelet's own among them; the node has no ss, which would tell whose they are.`,
              fix: 'Install iproute2 on the node, or look at `lsof /run/docker.sock`.',
            },
          ]
    },
  }),
]

function finding(host: string, facts: NodeSubject['facts'], users: readonly SocketUser[]): Finding {
  const { name, group, how } = users[0] ?? { name: '', group: '', how: 'connected' }
  const pids = users.map(({ pid }) => pid).join(', ')
  const pod = podOf(group, facts)
  return {
    owner: pod === undefined ? host : `Pod ${pod}`,
    place: { host, file: '/run/docker.sock' },
    message: `${name || 'A process'} (pid ${pids}${group === '' || group === '/' ? '' : `, ${unitOf(group)}`}) ${ways[how]}.`,
  }
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

// "/system.slice/agent.service" → "agent.service"; of a container only that it is one.
function unitOf(group: string): string {
  return group.slice(group.lastIndexOf('/') + 1)
}

// "/kubepods/burstable/pod8c0c…/…", and with systemd's driver "/kubepods.slice/…-pod8c0c_….slice/…".
function podOf(group: string, { docker }: NodeSubject['facts']): string | undefined {
  const uid = /\bkubepods.*[-/]pod([0-9a-f]{8}(?:[-_][0-9a-f]{4}){3}[-_][0-9a-f]{12}|[0-9a-f]{32})/u.exec(
    group,
  )?.[1]
  if (uid === undefined) return undefined
  return docker?.containers.find(({ pod }) => pod === uid.replaceAll('_', '-'))?.podName ?? uid
}
