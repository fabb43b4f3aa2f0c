import { join } from 'node:path'
import { $ } from './shell.ts'
import type { Lab } from './lab.ts'
import { poll } from './poll.ts'

/** The kubectl that belongs to the lab's Kubernetes. */
export const kubectlPath = (lab: Lab) => join(lab.kubernetes, 'kubectl')

/** Runs the lab's kubectl on this machine; gives what it printed. */
export async function kubectl(lab: Lab, ...words: string[]): Promise<string> {
  return (await command(lab, words)).stdout
}

/** The same with a manifest (or anything) on its standard input. */
export async function kubectlWith(lab: Lab, input: string, ...words: string[]): Promise<string> {
  return (await command(lab, words, { input })).stdout
}

/** Waits until the API server answers and every node of the lab is Ready. */
export async function waitForNodes(lab: Lab, seconds: number): Promise<void> {
  const wanted = lab.nodes.map(({ name }) => `${name}=True`).join(' ')
  const ready = '{range .items[*]}{.metadata.name}={.status.conditions[?(@.type=="Ready")].status} {end}'
  await poll(`Nodes of the lab ${lab.name} to be Ready`, seconds, async () => {
    const result = await command(lab, ['get', 'nodes', '--output', `jsonpath=${ready}`], { nothrow: true })
    return result.exitCode === 0 && result.stdout.trim() === wanted
  })
}

function command(lab: Lab, words: string[], options: { input?: string; nothrow?: boolean } = {}) {
  const run = $(options)
  return run`${kubectlPath(lab)} --kubeconfig ${lab.kubeconfig} --request-timeout 20s ${words}`
}
