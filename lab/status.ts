import { machineProcess } from './boot.ts'
import { kubectlPath } from './kubectl.ts'
import type { Lab } from './lab.ts'

export interface LabStatus {
  name: string
  profile: Lab['profile']
  nodes: { name: string; address: string; role: string; running: boolean }[]
  inventory: string
  kubeconfig: string
  kubectl: string
  registry: string
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
    nodes: await Promise.all(nodes),
    inventory: lab.inventory,
    kubeconfig: lab.kubeconfig,
    kubectl: kubectlPath(lab),
    registry: lab.registry,
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
    `Lab ${status.name} (${status.profile})`,
    ...nodes,
    `  inventory   ${status.inventory}`,
    `  kubeconfig  ${status.kubeconfig}`,
    `  kubectl     ${status.kubectl}`,
    `  registry    ${status.registry} (plain HTTP)`,
    `  state       ${status.state}`,
  ].join('\n')
}
