import type { Check, Finding } from '../check.ts'
import { sources } from '../sources.ts'
import { commandWords } from './commands.ts'
import { hasOwnDocker } from './docker-in-docker.ts'
import { hostAccess, reachesDocker } from './host-access.ts'
import type { Container } from './pod-spec.ts'
import { withoutDocker } from './sockets.ts'
import { callsIn } from './docker-calls.ts'
import type { Path, Workload } from './workload.ts'

const dockerCommand: Check<Workload> = {
  id: 'docker-command',
  title: 'Runs docker commands',
  severity: 'blocker',
  about: 'workload',
  targets: withoutDocker,
  reads: 'commands, arguments and scripts of containers',
  why: 'On a node without Docker they fail, or talk to a Docker that no pod runs under.',
  fix: 'Use the Kubernetes API, or crictl on the node; docs/checks.md has a crictl, nerdctl or ctr command for each docker command.',
  sources: [sources.affects],
  run: workload =>
    hasOwnDocker(workload)
      ? []
      : workload.spec.containers.flatMap(container => commandsOf(workload, container)),
}

const hostShell: Check<Workload> = {
  id: 'host-shell',
  title: 'Runs programs of the node',
  severity: 'note',
  about: 'workload',
  targets: withoutDocker,
  reads: 'nsenter and chroot in commands of containers',
  why: 'What it runs on the node may be docker, or restart or configure Docker, without saying so in its manifest.',
  fix: 'Look at what it runs; `npx zx scripts/check.mjs --inventory NAME` looks through the scripts on the nodes.',
  sources: [sources.affects],
  run: workload =>
    workload.spec.containers.flatMap(container => {
      const access = hostAccess(workload, container)
      if (access === undefined || !access.startsWith('through') || commandsOf(workload, container).length > 0)
        return []
      return [
        {
          owner: workload.owner,
          place: workload.place([...container.path, 'command']),
          message: `The container ${container.name} runs programs of its node ${access}.`,
        },
      ]
    }),
}

// Where Docker cannot be reached the command is dead already, or talks to a Docker elsewhere.
function commandsOf(workload: Workload, container: Container): Finding[] {
  const access = hostAccess(workload, container)
  const certain = access !== undefined || reachesDocker(workload)
  const how = access === undefined ? '' : ` ${access}`
  return callsOf(container).map(({ call, at, excerpt }) => ({
    owner: workload.owner,
    place: workload.place(at, excerpt),
    message: `The container ${container.name} runs ${call}${how}.`,
    ...(certain ? {} : { severity: 'warning' }),
  }))
}

interface Call {
  call: string
  at: Path
  excerpt: string | undefined
}

// A command is one text, `docker ps`, or a list of words, ["nsenter", …, "docker", "ps"].
function callsOf(container: Container): Call[] {
  const words = commandWords(container)
  const written = words.flatMap(({ text, at }) =>
    callsIn(text).map(({ call, line }) => ({ call, at, excerpt: line })),
  )
  const [first] = words
  const list = words.map(({ text }) => (/[\s;&|'"$]/u.test(text) ? '…' : text))
  if (written.length > 0 || first === undefined) return written
  const command = list.slice(list.findLastIndex(word => runners.has(word)) + 1)
  const [name, ...rest] = command.filter(word => !word.startsWith('-') && word !== '1')
  const spread = callsIn([name, ...rest].join(' ').trim())
  return spread.map(({ call }) => ({ call, at: first.at, excerpt: undefined }))
}

/** What runs the words behind it. */
const runners = new Set(['nsenter', 'chroot', '--', 'exec', 'env', 'sudo'])

/** What a workload does to the Docker of its node. */
export const dockerCommandChecks: readonly Check<Workload>[] = [dockerCommand, hostShell]
