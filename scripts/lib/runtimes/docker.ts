import type { DockerContainer, DockerFacts } from '../facts/docker.ts'
import type { Facts } from '../facts/facts.ts'
import type { Target } from '../facts/targets.ts'
import type { ChangeInput } from '../plan/change.ts'
import { command, unit } from '../plan/changes.ts'
import { giveBackAddresses } from './cri-pods.ts'
import type { RuntimeContext } from './runtime.ts'

/**
 * Docker's own units, in the order in which they are stopped. The service requires the socket: a stop of the socket
 * would stop it too, and the undo, which starts what it saw running, would not know that it had been.
 */
export const dockerUnits = ['docker.service', 'docker.socket'] as const

export const dockerTargets: readonly Target[] = [
  ...dockerUnits.map(subject => ({ kind: 'unit', subject }) as const),
  { kind: 'file', subject: '/etc/docker/daemon.json' },
]

/** Running containers that Kubernetes did not start: Docker stays up for them. */
export function otherContainers(docker: DockerFacts | undefined): DockerContainer[] {
  return docker?.containers.filter(({ running, pod }) => running && pod === '') ?? []
}

/** The cgroup driver of Docker; of one that does not run, the one that it would start with. */
export function dockerCgroupDriver({ docker, host, observed }: Facts): string {
  if (docker !== undefined) return docker.cgroupDriver
  const daemon = observed.files.get('/etc/docker/daemon.json')?.content ?? ''
  const configured = /native\.cgroupdriver=(cgroupfs|systemd)/u.exec(daemon)?.[1]
  return configured ?? (host.cgroup === 2 ? 'systemd' : 'cgroupfs')
}

/** POSIX sh that ends and removes Kubernetes' containers in Docker, as far as that goes: for a way back. */
export const removePodsInDocker = `sandboxes=$(docker ps -aq --no-trunc --filter label=io.kubernetes.docker.type=podsandbox --filter status=running)
containers=$(docker ps -q --no-trunc --filter label=io.kubernetes.pod.uid)
[ -z "$containers" ] || docker rm -f $containers >/dev/null 2>&1
${giveBackAddresses}`

/** POSIX sh that prints the ids of Kubernetes' containers that run in Docker, if it runs. */
export const podsInDocker = 'docker ps -q --filter label=io.kubernetes.pod.uid 2>/dev/null\n'

/** Ends Kubernetes' containers in Docker, and Docker itself unless somebody else needs it. Removes nothing. */
export function leaveDocker({ facts, target }: RuntimeContext): ChangeInput[] {
  const stays = otherContainers(facts.docker).length > 0 || target.daemons.includes('docker')
  return [stopPodsInDocker(facts.docker), ...(stays ? [] : stopDocker())]
}

function stopDocker(): ChangeInput[] {
  return dockerUnits.map(name =>
    unit(name, { active: false, enabled: false, reasons: ['its packages and its data stay'] }),
  )
}

// Docker keeps running old pods, with their ports, after kubelet has moved on. With dockershim gone nobody
// calls CNI for them, so host-local addresses that they hold are given back by hand.
function stopPodsInDocker(docker: DockerFacts | undefined): ChangeInput {
  const count = docker?.containers.filter(({ running, pod }) => running && pod !== '').length ?? 0
  return command('the containers of Kubernetes in Docker', {
    action: 'stop',
    reasons: [`${count} running now, those that the drain leaves; they are stopped, not removed`],
    script: `running() { docker ps -q --no-trunc --filter label=io.kubernetes.pod.uid; }
sandboxes=$(docker ps -q --no-trunc --filter label=io.kubernetes.docker.type=podsandbox) || exit 1
containers=$(running) || exit 1
[ -z "$containers" ] || docker stop -t 30 $containers >/dev/null
left=$(running) || exit 1
# Docker lists a container for a moment after it has ended; and one may have been started meanwhile.
for second in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
  [ -n "$left" ] || break
  sleep 1
  docker stop -t 10 $left >/dev/null 2>&1
  left=$(running) || exit 1
done
[ -z "$left" ] || { echo "still running in Docker: $left" >&2; exit 1; }
${giveBackAddresses}exit 0
`,
    // kubelet starts its pods anew once it is back on Docker.
    undo: '',
  })
}
