import type { Check, Finding } from '../check.ts'
import { sources } from '../sources.ts'
import { wordsOf } from './commands.ts'
import type { Word } from './commands.ts'
import { hasOwnDocker } from './docker-in-docker.ts'
import type { Container } from './pod-spec.ts'
import { withoutDocker } from './sockets.ts'
import type { Workload } from './workload.ts'

/** Workloads that are told where a Docker listens. */
export const dockerApi: Check<Workload> = {
  id: 'docker-api',
  title: "Is told to use Docker's API",
  severity: 'blocker',
  about: 'workload',
  targets: withoutDocker,
  reads:
    'DOCKER_HOST and other variables, commands and arguments that name docker.sock or TCP port 2375 or 2376',
  why: 'A Docker that listens on the node is gone after the change; one that is elsewhere stays, and it has to be known which it is.',
  fix: 'Use the Kubernetes API or CRI instead, or a Docker that runs in the pod itself or off the node.',
  sources: [sources.affects, sources.agents],
  run: workload =>
    hasOwnDocker(workload)
      ? []
      : workload.spec.containers.flatMap(container => ofContainer(workload, container)),
}

function ofContainer({ owner, place }: Workload, container: Container): Finding[] {
  const told = wordsOf(container).flatMap(word => {
    const address = addressIn(word)
    return address === undefined ? [] : [{ word, address }]
  })
  const unknown = container.env.flatMap(({ name, value, valueFrom }, index) =>
    name === 'DOCKER_HOST' && value === '' && valueFrom !== undefined
      ? [
          {
            word: { text: '', at: [...container.path, 'env', index], what: 'the variable DOCKER_HOST' },
            address: '',
          },
        ]
      : [],
  )
  return [...told, ...unknown].map(({ word, address }) => ({
    owner,
    place: place(word.at),
    message:
      address === ''
        ? `The container ${container.name} gets ${word.what} from elsewhere.`
        : `The container ${container.name} is told to use Docker at ${address} by ${word.what}.`,
    ...(isOfThisNode(address) ? {} : { severity: 'warning' }),
  }))
}

function addressIn({ text, what }: Word): string | undefined {
  if (what === 'the variable DOCKER_HOST' && text !== '') return text
  return (
    /unix:\/\/[^\s"',]*docker\.sock/u.exec(text)?.[0] ??
    /(?<![\w.-])(?:\/[\w.-]+)*\/docker\.sock(?![\w.-])/u.exec(text)?.[0] ??
    /(?:tcp|https?):\/\/[^\s"',/]+:237[56]\b/u.exec(text)?.[0]
  )
}

// $(HOST_IP) and the like come from the downward API: the node's own address.
function isOfThisNode(address: string): boolean {
  return /docker\.sock|^npipe|\$\(\w+\)|\/\/(?:127\.|localhost|\[::1\]|0\.0\.0\.0)/u.test(address)
}
