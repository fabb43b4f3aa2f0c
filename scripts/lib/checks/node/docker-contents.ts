import type { Check, Finding } from '../check.ts'
import { leavingDocker } from './subject.ts'
import type { NodeSubject } from './subject.ts'
import type { OtherContainer } from './survey/docker.ts'

/** What Docker holds beside the pods of Kubernetes. */
export const dockerContentChecks: readonly Check<NodeSubject>[] = [
  leavingDocker({
    id: 'other-containers',
    title: 'Containers that are not of Kubernetes',
    severity: 'warning',
    about: 'node',
    reads: 'the containers of Docker without the labels of a pod',
    why: 'Docker stays up for those that run, so that the node has two runtimes. cleanup removes none of them, but whoever removes Docker later does.',
    fix: 'Move them to another machine, or into the cluster, or to Podman or nerdctl on this one.',
    sources: ['https://github.com/kubernetes-sigs/kubespray/issues/10530'],
    run: ({ host, survey }) => (survey.docker?.others ?? []).map(other => container(host, other)),
  }),
  leavingDocker({
    id: 'docker-swarm',
    title: 'The node is in a Swarm',
    severity: 'blocker',
    about: 'node',
    reads: 'docker info',
    why: 'Swarm runs its services in Docker, and starts on this node what it stops elsewhere.',
    fix: 'Take the node out of the Swarm: `docker node update --availability drain`, then `docker swarm leave` on it.',
    sources: ['https://docs.docker.com/engine/swarm/swarm-tutorial/drain-node/'],
    run: ({ host, survey }) =>
      survey.docker?.swarm === true
        ? [{ owner: host, place: { host }, message: 'Docker is a member of a Swarm.' }]
        : [],
  }),
  leavingDocker({
    id: 'docker-volumes',
    title: 'Volumes and networks of Docker',
    severity: 'note',
    about: 'node',
    reads: 'docker volume ls, docker network ls',
    why: 'Kubernetes makes neither: somebody else keeps data or talks there, and it goes when Docker is removed.',
    fix: 'Look at them before cleanup removes the data of Docker.',
    run: ({ host, survey: { docker } }) =>
      docker === undefined || docker.volumes + docker.networks === 0
        ? []
        : [
            {
              owner: host,
              place: { host },
              message: `Docker has ${docker.volumes} volumes and ${docker.networks} networks of its own.`,
            },
          ],
  }),
  leavingDocker({
    id: 'images-only-here',
    title: 'An image that no registry is known for',
    severity: 'note',
    about: 'node',
    reads: 'the images of Docker that have no digest of a registry, and the containers that use them',
    why: 'It was built or loaded on the node. If it is not carried over it cannot be pulled, and its pods do not start.',
    fix: 'Push it to a registry, or let refit carry it over (images.carry: all or used).',
    sources: ['https://github.com/kubernetes/kubernetes/issues/104878'],
    run: localImages,
  }),
]

function container(
  host: string,
  { name, image, running, restart, project, mountsSocket }: OtherContainer,
): Finding {
  const told = [
    running ? undefined : 'it is stopped',
    project === undefined ? undefined : `of the Compose project ${project}`,
    restart === '' || restart === 'no' ? undefined : `Docker starts it again (${restart})`,
    mountsSocket ? "it has Docker's socket mounted" : undefined,
  ].filter(part => part !== undefined)
  return {
    owner: host,
    place: { host, path: `container ${name}` },
    ...(running ? {} : { severity: 'note' as const }),
    message: `The container ${name} (${image}) is not of Kubernetes${told.length === 0 ? '' : `: ${told.join(', ')}`}.`,
  }
}

function localImages({ host, facts: { docker }, settings }: NodeSubject): Finding[] {
  const used = new Set(docker?.containers.filter(({ pod }) => pod !== '').map(({ image }) => image))
  return (docker?.images ?? [])
    .filter(({ tags, digests }) => tags.length > 0 && digests.length === 0)
    .map(({ id, tags }) => {
      const isUsed = tags.some(tag => used.has(tag)) || used.has(id)
      const isLost = settings.images.carry === 'none' || (settings.images.carry === 'used' && !isUsed)
      return {
        owner: host,
        place: { host, path: `image ${tags[0]}` },
        ...(isLost ? { severity: isUsed ? ('blocker' as const) : ('warning' as const) } : {}),
        message: `The image ${tags.join(', ')} is on this node only${isUsed ? ', and a pod uses it' : ''}${isLost ? `; images.carry: ${settings.images.carry} leaves it behind` : ''}.`,
      }
    })
}
