import type { Check } from '../check.ts'
import { sources } from '../sources.ts'
import { hostPaths } from './host-paths.ts'
import { withoutDocker } from './sockets.ts'
import type { Workload } from './workload.ts'

/** Whoever reads the logs of containers from files has to read another format. */
export const logFormat: Check<Workload> = {
  id: 'log-format',
  title: 'Reads the log files of containers',
  severity: 'warning',
  about: 'workload',
  targets: withoutDocker,
  reads: 'hostPath volumes of /var/log, /var/log/containers and /var/log/pods',
  why: 'Docker writes a line of JSON for each line; the new runtime writes "TIME stdout F TEXT", and splits long lines. A parser for one cannot read the other.',
  fix: 'Give it a parser for the CRI format, or one that tells both apart, before the first node is changed.',
  sources: [sources.agents, 'https://github.com/fluent/fluentd-kubernetes-daemonset/issues/563'],
  run: workload =>
    hostPaths(workload)
      .filter(({ path }) => /^\/var\/log(?:\/(?:containers|pods))?$/u.test(path))
      .map(({ written, volume, at }) => ({
        owner: workload.owner,
        place: workload.place(at),
        message: `The volume ${volume} mounts ${written}, where the logs of containers are.`,
      })),
}
