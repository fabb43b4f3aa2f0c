import { machineProcess } from './boot.ts'
import { kubectlPath } from './kubectl.ts'
import type { Lab } from './lab.ts'

export interface LabStatus {
  name: string
  profile: Lab['profile']
  extras: string[]
  nodes: { name: string; address: string; role: string; running: boolean }[]
  inventory: string
  kubeconfig: string
  kubectl: string
  registry: string
  registries: Lab['registries']
  artifacts: Lab['artifacts']
  image: string
  identityFile: string
  knownHosts: string
  passwordFile: string
  state: string
}

/** What `lab status --json` prints. */
export async function statusOf(lab: Lab): Promise<LabStatus> {
  const nodes = lab.nodes.map(async node => ({
    name: node.name,
    address: node.address,
    role: node.role,
    running: (await machineProcess(node)) !== undefined,
  }))
  return {
    name: lab.name,
    profile: lab.profile,
    extras: lab.extras,
    nodes: await Promise.all(nodes),
    inventory: lab.inventory,
    kubeconfig: lab.kubeconfig,
    kubectl: kubectlPath(lab),
    registry: lab.registry,
    registries: lab.registries,
    artifacts: lab.artifacts,
    image: lab.image,
    identityFile: lab.identityFile,
    knownHosts: lab.knownHosts,
    passwordFile: lab.passwordFile,
    state: lab.directory,
  }
}

/** The same for people. */
export function statusText(status: LabStatus): string {
  const nodes = status.nodes.map(
    ({ name, address, role, running }) =>
      `  ${name}  ${address}  ${role.padEnd(13)}  ${running ? 'running' : 'down'}`,
  )
  return [
    `Lab ${status.name} (${[status.profile, ...status.extras].join(', ')})`,
    ...nodes,
    `  inventory   ${status.inventory}`,
    `  kubeconfig  ${status.kubeconfig}`,
    `  kubectl     ${status.kubectl}`,
    `  registry    ${status.registries.insecure} (plain HTTP)`,
    `  registry    ${status.registries.mirror} (mirror of docker.io)`,
    `  registry    ${status.registries.login} (TLS, with login)`,
    ...Object.values(status.artifacts).map(path => `  archive     ${path}`),
    `  state       ${status.state}`,
  ].join('\n')
}
