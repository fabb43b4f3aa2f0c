import type { Check, Finding, Place } from '../check.ts'
import { sources } from '../sources.ts'
import { leavingDocker } from './subject.ts'
import type { NodeSubject } from './subject.ts'

const documentation = 'https://docs.docker.com/reference/cli/dockerd/'

/** What Docker is set to, as far as its pods would miss it. */
export const dockerSettingChecks: readonly Check<NodeSubject>[] = [
  leavingDocker({
    id: 'docker-setting',
    title: 'A setting of Docker is not carried over',
    severity: 'warning',
    about: 'node',
    reads:
      "daemon.json, the flags of the dockerd that runs, Docker's proxy, certificates of registries and logins",
    why: 'Pods that rely on it behave in another way under the new runtime, or their images cannot be pulled.',
    fix: 'Set its equal in the inventory, in a template or in kubelet, if pods rely on it.',
    sources: [documentation],
    run: lost,
  }),
  leavingDocker({
    id: 'docker-log-driver',
    title: "Logs go another way than Docker's json-file",
    severity: 'warning',
    about: 'node',
    reads: 'docker info, and the log drivers of the running containers of Kubernetes',
    why: 'No CRI runtime has log drivers: logs become files below /var/log/pods, and nothing goes where the driver sent them.',
    fix: 'Run an agent that reads /var/log/pods and sends it there, before the node changes.',
    sources: [sources.logging],
    run: ({ host, survey: { docker } }) =>
      [...new Set([docker?.logDriver ?? '', ...(docker?.logDrivers ?? [])])]
        .filter(driver => driver !== '' && driver !== 'json-file')
        .map(driver => ({
          owner: host,
          place: { host, file: '/etc/docker/daemon.json' },
          message: `Docker writes logs with the driver ${driver}${effects[driver] ?? ''}.`,
        })),
  }),
]

// What an operator sees of each driver when it is gone.
const effects: Record<string, string> = {
  local: ', whose files no agent reads',
  none: ': containers of Kubernetes had no logs at all, and will have',
  journald: ': `journalctl CONTAINER_NAME=` will find nothing new',
  syslog: ': nothing new will come to syslog',
}

function lost({ host, facts, current }: NodeSubject): Finding[] {
  const notes = current?.read(facts).lost ?? []
  // Drivers of logs have a check of their own, which looks at the containers too.
  return notes
    .filter(({ message }) => !/^(?:log-driver|--log-driver)\b/u.test(message))
    .map(({ severity, message, fix }) => ({
      owner: host,
      place: { host, ...placeOf(facts, message) },
      severity,
      message,
      ...(fix === undefined ? {} : { fix }),
    }))
}

// "icc of /etc/docker/daemon.json …", "--default-ulimit in /etc/default/docker …": the line that says it.
function placeOf({ observed }: NodeSubject['facts'], message: string): Pick<Place, 'file' | 'line'> {
  const [, key = '', file] = /^(\S+) (?:of|in) (\/[\w./-]*\w)/u.exec(message) ?? []
  if (file === undefined) return {}
  const lines = (observed.files.get(file)?.content ?? '').split('\n')
  const line = lines.findIndex(text => text.includes(key.startsWith('-') ? key : `"${key}"`))
  return line === -1 ? { file } : { file, line: line + 1 }
}
