import type { Facts } from '../facts/facts.ts'
import type { Note } from '../plan/plan.ts'
import { untaggedImages } from './carry-images.ts'
import { otherContainers } from './docker.ts'
import type { RuntimeContext } from './runtime.ts'

/** What should be known before a node leaves Docker. */
export function leavingDocker({ facts, target }: RuntimeContext): Note[] {
  // Silence is not "nothing": Docker would be stopped under somebody's containers, and no image carried.
  if (facts.docker === undefined || facts.docker.problems.length > 0) return [unreadable(facts)]
  if (target.daemons.includes('docker')) return []
  return [...others(facts), ...untagged(facts)]
}

function unreadable({ docker }: Facts): Note {
  return {
    severity: 'blocker',
    id: 'docker-unreadable',
    message:
      docker === undefined
        ? 'Docker does not answer, so nobody can tell what runs in it and which images it holds.'
        : `Docker answered, but not to everything: ${docker.problems.join(', ')}.`,
    fix: 'Look at `docker ps` and `docker image ls` on the node, and at `journalctl -u docker`.',
  }
}

function others({ docker }: Facts): Note[] {
  const names = otherContainers(docker).map(({ name }) => name)
  if (names.length === 0) return []
  const message = `Docker stays up for ${names.length} running containers that are not of Kubernetes: ${names.join(', ')}.`
  return [{ severity: 'warning', id: 'other-containers', message }]
}

function untagged({ docker }: Facts): Note[] {
  const images = untaggedImages(docker)
  if (images.length === 0) return []
  const message = `${images.length} images have no tag and are pulled again from their registries where pods need them: ${images.join(', ')}.`
  return [{ severity: 'note', id: 'images-by-digest', message }]
}
