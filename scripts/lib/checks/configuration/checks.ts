import type { Check, Finding } from '../check.ts'
import { sources } from '../sources.ts'
import { callsIn } from '../workload/docker-calls.ts'
import { withoutDocker } from '../workload/sockets.ts'
import type { Configuration } from './configuration.ts'

const socketInConfiguration: Check<Configuration> = {
  id: 'socket-in-configuration',
  title: 'Names a socket of Docker in its text',
  severity: 'warning',
  about: 'configuration',
  targets: withoutDocker,
  reads:
    'ConfigMaps, custom resources, values of charts, templates that are not rendered: docker.sock, dockershim.sock, cri-dockerd.sock',
  why: 'Runners of builds mount it into the jobs that they start, agents ask it, and new machines join with it.',
  fix: 'Change it with the workload that reads it: CRI socket, Kubernetes API, or builds without a daemon.',
  sources: [sources.detector, sources.affects],
  run: configuration =>
    lines(
      configuration,
      /[^\s"'=:,]*(?:docker|dockershim|cri-dockerd|cri-docker)\.sock\b/u,
      text => `${text} is named in ${configuration.key}.`,
    ),
}

const logParser: Check<Configuration> = {
  id: 'log-parser',
  title: "Parses logs in Docker's format",
  severity: 'warning',
  about: 'configuration',
  targets: withoutDocker,
  reads: 'ConfigMaps with settings of Fluent Bit, Fluentd, Promtail, Filebeat and Vector',
  why: 'With the first node that has left Docker, lines of the new format reach that parser: they are lost, or arrive unparsed.',
  fix: 'Use the parser for CRI: Parser cri, @type cri, the stage cri, the input container, the source kubernetes_logs.',
  sources: [sources.agents, 'https://github.com/grafana/helm-charts/issues/936'],
  run: configuration =>
    parsers.flatMap(({ pattern, where }) =>
      where === undefined || where.test(configuration.text)
        ? lines(
            configuration,
            pattern,
            text => `${configuration.key} parses logs as Docker writes them: ${text}`,
          )
        : [],
    ),
}

const parsers: readonly { pattern: RegExp; where?: RegExp }[] = [
  // Fluent Bit: `multiline.parser docker, cri` knows both, and is another key.
  { pattern: /^\s*(?:Parser|parser:?)\s+docker\s*$/mu },
  // Promtail's stage.
  { pattern: /^\s*-\s+docker:(?:\s*\{\s*\})?\s*$/mu, where: /pipeline_stages|scrape_configs/u },
  // Filebeat's input.
  { pattern: /^\s*-?\s*type:\s*["']?docker["']?\s*$/mu, where: /filebeat|inputs|containers\.ids/u },
  // Fluentd: json straight from the files of containers.
  { pattern: /^\s*(?:@type|format)\s+json\s*$/mu, where: /\/var\/log\/containers/u },
  { pattern: /^\s*type\s*[:=]\s*["']?docker_logs["']?\s*$/mu },
  { pattern: /^\s*(?:-\s*)?(?:path|Path|paths:?)\s.*\/var\/lib\/docker\/containers.*$/mu },
]

const metrics: Check<Configuration> = {
  id: 'metric-names',
  title: 'Selects metrics as they are under Docker',
  severity: 'warning',
  about: 'configuration',
  targets: withoutDocker,
  reads: 'PrometheusRules, and ConfigMaps with rules and dashboards',
  why: 'Sandboxes have no container="POD", names no k8s_ prefix and cgroups another path under a CRI runtime; metrics of dockerd end. Such an alert never fires again.',
  fix: 'Select by pod, namespace and container, with container!="" in place of container!="POD".',
  sources: [
    'https://github.com/kubernetes/kubernetes/issues/89903',
    'https://github.com/kubernetes/website/issues/30681',
  ],
  run: configuration =>
    lines(
      configuration,
      /container(?:_name)?\s*[!=]?[=~]~?\s*\\?["']POD\\?["']|\bname\s*=~\s*\\?["']\^?k8s_|\bid\s*=~\s*\\?["'][^"']*\/docker[/-]|\bengine_daemon_\w+/u,
      text => `${configuration.key} selects metrics as they are under Docker: ${text}`,
    ),
}

const scripts: Check<Configuration> = {
  id: 'docker-command-in-configuration',
  title: 'Holds a script that runs docker commands',
  severity: 'warning',
  about: 'configuration',
  targets: withoutDocker,
  reads: 'texts of ConfigMaps that begin with #! or whose key ends in .sh',
  why: 'Pods run such scripts, often in a container that can reach the Docker of the node.',
  fix: 'Find out which pod runs it, and see the check docker-command.',
  sources: [sources.affects],
  run: ({ owner, key, text, place }) =>
    text.startsWith('#!') || key.endsWith('.sh')
      ? callsIn(text).map(({ call, line }) => ({
          owner,
          place: place(line),
          message: `${key} runs ${call}.`,
        }))
      : [],
}

/** One finding for each line that fits. */
function lines(
  { owner, text, place }: Configuration,
  pattern: RegExp,
  message: (text: string) => string,
): Finding[] {
  const found = text.split('\n').flatMap(line => {
    const match = line.length <= longestLine ? pattern.exec(line)?.[0].trim() : undefined
    return match === undefined ? [] : [{ owner, place: place(match), message: message(shortened(match)) }]
  })
  return found.slice(0, mostOfOneText)
}

function shortened(text: string): string {
  return text.length > 120 ? `${text.slice(0, 119)}…` : text
}

// A dashboard may be one line of 200 kB; nobody wants a thousand findings of it.
const longestLine = 256 * 1024
const mostOfOneText = 20

/** What texts in the cluster's objects say of Docker. */
export const configurationChecks: readonly Check<Configuration>[] = [
  socketInConfiguration,
  logParser,
  metrics,
  scripts,
]
