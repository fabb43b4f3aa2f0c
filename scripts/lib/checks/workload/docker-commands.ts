import type { Check, Finding } from '../check.ts'
import { sources } from '../sources.ts'
import { commandWords } from './commands.ts'
import { hasOwnDocker } from './docker-in-docker.ts'
import { hostAccess, reachesDocker } from './host-access.ts'
import type { Container } from './pod-spec.ts'
import { withoutDocker } from './sockets.ts'
import type { Workload } from './workload.ts'

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
  const words = commandWords(container)
  const direct = isDocker(container.command[0] ?? '') ? words.slice(0, 1) : []
  const written = [...direct, ...words.filter(({ text }) => dockerCalls.test(text))]
  const spread =
    written.length === 0 && spreadOver.test(words.map(({ text }) => text).join(' ')) ? words.slice(0, 1) : []
  return [...written, ...spread].slice(0, 1).map(({ text, at }) => ({
    owner: workload.owner,
    place: workload.place(at),
    message: `The container ${container.name} runs ${said(text)}${how}.`,
    ...(certain ? {} : { severity: 'warning' }),
  }))
}

function isDocker(text: string): boolean {
  return /^(?:\/usr(?:\/local)?\/bin\/)?docker$/u.test(text)
}

function said(text: string): string {
  return dockerCalls.exec(text)?.[1]?.replaceAll(/\s+/gu, ' ') ?? 'docker'
}

const verbs =
  'attach|build|buildx|commit|compose|cp|create|diff|events|exec|export|image|images|import|info|inspect|kill|load|login|logout|logs|network|node|pause|port|ps|pull|push|rename|restart|rm|rmi|run|save|search|service|stack|start|stats|stop|swarm|system|tag|top|unpause|update|version|volume|wait'
/** A call of docker, or of its service, at the beginning of a command, so that "apt-get install docker" and paths are none. */
export const dockerCalls = new RegExp(
  String.raw`(?:^|[\s;&|($\x60'"])((?:sudo\s+)?(?:(?:/usr(?:/local)?)?/bin/)?docker\s+(?:-\S+\s+)*(?:${verbs})\b|(?:systemctl|service)\s+(?:-\S+\s+)*\S+\s+docker\b|service\s+docker\s+\w+)`,
  'u',
)
const spreadOver = new RegExp(String.raw`(?:nsenter|chroot)\s.*(?:\s|/)docker\s+(?:${verbs})\b`, 'u')

/** What a workload does to the Docker of its node. */
export const dockerCommandChecks: readonly Check<Workload>[] = [dockerCommand, hostShell]
