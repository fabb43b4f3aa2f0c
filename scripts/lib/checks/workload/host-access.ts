import type { Container } from './pod-spec.ts'
import type { Workload } from './workload.ts'
import { holds, hostPaths } from './host-paths.ts'

/** How a container can run programs of its node, or undefined: "through nsenter". */
export function hostAccess(
  { spec }: Workload,
  { command, args, script, source, securityContext }: Container,
): string | undefined {
  const said = [...command, ...args, script, source].join('\n')
  if (/(?:^|[\s/;&|'"(])nsenter\s/mu.test(`${said} `)) return 'through nsenter'
  if (/(?:^|[\s/;&|'"(])chroot\s+\S*(?:host|rootfs|node)/mu.test(said.replaceAll('\n', ' ')))
    return 'through chroot'
  return securityContext.privileged && spec.hostPID
    ? 'as a privileged container among the processes of the node'
    : undefined
}

/** Whether anything of the node's Docker can be reached from the pod. */
export function reachesDocker(workload: Workload): boolean {
  return hostPaths(workload).some(({ path }) => holds(path, '/run/docker.sock') || /docker\.sock/u.test(path))
}
