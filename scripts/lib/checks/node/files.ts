import type { RuntimeId } from '../../runtimes/runtime.ts'
import type { Check, Finding } from '../check.ts'
import { insteadOfDocker, safe } from '../docker-to-crictl.ts'
import { sources } from '../sources.ts'
import { leavingDocker } from './subject.ts'
import type { NodeSubject } from './subject.ts'
import type { FileKind, Mention } from './survey/mentions.ts'
import { usesOf } from './uses/uses.ts'
import type { Use } from './uses/uses.ts'

const reads =
  'systemd units and drop-ins, cron tables, profiles, scripts in /usr/local, /opt, /srv, /etc and those that units and cron start, settings of monitoring and log agents'

/** Files on the node that call Docker, read its socket or its data, or are tied to its service. */
export const fileChecks: readonly Check<NodeSubject>[] = [
  check('node-docker-command', 'command', {
    title: 'Calls docker on the node',
    why: 'Once the node has left Docker, docker knows no container and no image of Kubernetes: the command fails, or acts on nothing and says that all is well.',
    fix: 'Write it for the new runtime, or take it away.',
    message: (use, what, target) =>
      use.kind === 'command'
        ? {
            message: `${what} calls \`docker ${safe(use.words[0] ?? '')}\`.`,
            fix: insteadOfDocker(use.words, target),
          }
        : undefined,
  }),
  check('node-docker-socket', 'socket', {
    title: 'Names a socket of Docker',
    why: 'The socket is gone when Docker is stopped; where Docker stays up for others, it no longer tells of pods.',
    fix: "Let it use the new runtime's socket over CRI, or the API of kubelet.",
    message: (use, what) => (use.kind === 'socket' ? { message: `${what} names ${use.socket}.` } : undefined),
  }),
  check('node-docker-address', 'address', {
    title: "Is told where Docker's API is",
    why: 'Who talks to the API finds none when Docker is stopped, and no pods in it where Docker stays up.',
    fix: "Take the address away, or let it use the new runtime's socket over CRI.",
    message: (_, what) => ({
      message: `${what} says where Docker's API is (DOCKER_HOST, or port 2375 or 2376).`,
    }),
  }),
  check('node-docker-data', 'data', {
    title: 'Reads the data of Docker',
    why: 'The logs of containers are no longer in /var/lib/docker/containers, and its images and layers are of no use to another runtime.',
    fix: 'Logs are in /var/log/pods, in the format of CRI, and /var/log/containers has links to them.',
    message: (_, what) => ({ message: `${what} names /var/lib/docker.` }),
  }),
  check('node-docker-service', 'service', {
    title: "Starts, stops or watches Docker's service",
    why: 'The service is stopped and disabled. What watches it sounds an alarm, and what starts it brings Docker back beside the new runtime.',
    fix: "Let it look after the new runtime's service.",
    message: (use, what) =>
      use.kind === 'service'
        ? { message: `${what} does \`systemctl ${use.verb} docker\`, or its like.` }
        : undefined,
  }),
  check('node-docker-configuration', 'configuration', {
    title: "Writes or reads Docker's configuration",
    why: 'What is written there has no effect on the new runtime.',
    fix: "Let it write the new runtime's configuration.",
    message: (_, what) => ({ message: `${what} names /etc/docker or Docker's unit.` }),
  }),
  check('node-docker-dependency', 'dependency', {
    title: 'A unit needs docker.service',
    why: 'systemd stops the unit with Docker (Requires, BindsTo), or starts Docker again with the unit (Wants, at the next boot too).',
    fix: "Take the line away, or name the new runtime's service; After= may stay.",
    sources: ['https://github.com/kubernetes/kubernetes/issues/106403'],
    message: (use, what) =>
      use.kind === 'dependency' ? { message: `${what} says ${use.directive}=${use.unit}.` } : undefined,
  }),
  check('node-docker-sudo', 'permission', {
    title: 'Somebody may run docker by sudo',
    why: 'Who was to look at containers can no longer: crictl needs a line of its own.',
    fix: 'Allow crictl, or kubectl with rights in the cluster, to those who need it.',
    severity: 'note',
    message: (_, what) => ({ message: `${what} lets somebody run docker.` }),
  }),
]

interface Wording extends Pick<Check<NodeSubject>, 'title' | 'why' | 'fix' | 'sources'> {
  severity?: 'warning' | 'note'
  message: (use: Use, what: string, target: RuntimeId) => Pick<Finding, 'message' | 'fix'> | undefined
}

function check(
  id: string,
  kind: Use['kind'],
  { message, severity = 'warning', ...wording }: Wording,
): Check<NodeSubject> {
  return leavingDocker({
    sources: [sources.affects],
    ...wording,
    id,
    severity,
    about: 'node',
    reads,
    run: ({ host, survey, target }) =>
      survey.mentions.flatMap(mention =>
        usesOf(mention)
          .filter(use => use.kind === kind)
          .map(use => message(use, nameOf(mention), target.id))
          .filter(said => said !== undefined)
          .map(said => ({ owner: host, place: { host, file: mention.file, line: mention.line }, ...said })),
      ),
  })
}

const names: Record<FileKind, string> = {
  unit: 'A systemd unit',
  cron: 'A cron table',
  profile: 'A profile of a shell',
  script: 'A script',
  setting: 'A configuration file',
  prose: 'A text',
}

function nameOf({ kind }: Mention): string {
  return names[kind]
}
