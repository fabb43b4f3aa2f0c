import { boot, kill, shutDown } from '../../../lab/boot.ts'
import { down } from '../../../lab/down.ts'
import { kubectl, kubectlPath, kubectlWith, waitForNodes } from '../../../lab/kubectl.ts'
import type { Lab, LabNode } from '../../../lab/lab.ts'
import { onNode, tryOnNode } from '../../../lab/on-node.ts'
import { checkout, labCache, labHome } from '../../../lab/paths.ts'
import type { ProfileName } from '../../../lab/profile.ts'
import { screenProgress } from '../../../lab/progress.ts'
import { up } from '../../../lab/up.ts'
import { applyWorkload, removeWorkload } from '../../../lab/workload.ts'

export interface UseLabOptions {
  /** Default `test-PROFILE`. */
  name?: string
  nodeCount?: number
  /** As in `lab up --with`. */
  extras?: readonly string[]
}

/** A lab as a test sees it: from outside of refit, past its ssh. */
export type TestLab = Awaited<ReturnType<typeof useLab>>

/**
 * Brings up a lab of its own for a test file, or takes the one that runs already; then a test may find on it what
 * an earlier one left. `fresh()` gives a new one.
 */
export async function useLab(profile: ProfileName, options: UseLabOptions = {}) {
  const name = options.name ?? `test-${profile}`
  const { nodeCount, extras } = options
  const home = labHome(process.env)
  const progress = screenProgress(process.stderr)
  const start = async () =>
    (
      await up({
        name,
        profile,
        nodeCount,
        extras,
        inventory: `${checkout}/inventories/${name}.yaml`,
        home,
        cache: labCache(process.env),
        binaries: process.env.REFIT_LAB_BIN,
        install: process.env.CI === 'true',
        progress,
      })
    ).lab
  let lab = await start()
  const node = (wanted: string) => nodeOf(lab, wanted)
  return {
    name,
    // A new one may be at other addresses, so all of this is asked of the one that runs now.
    get lab() {
      return lab
    },
    get inventory() {
      return lab.inventory
    },
    get kubeconfig() {
      return lab.kubeconfig
    },
    get kubectlPath() {
      return kubectlPath(lab)
    },
    kubectl: (...words: string[]) => kubectl(lab, ...words),
    kubectlWith: (input: string, ...words: string[]) => kubectlWith(lab, input, ...words),
    /** Fails when the command does; gives what it printed. */
    onNode: (wanted: string, command: string, input?: string) => onNode(node(wanted), command, input),
    tryOnNode: (wanted: string, command: string, input?: string) => tryOnNode(node(wanted), command, input),
    /** A power cut, a boot after it, and an orderly end. */
    kill: (wanted: string) => kill(node(wanted)),
    boot: (wanted: string) => boot(lab, node(wanted)),
    shutDown: (wanted: string) => shutDown(node(wanted)),
    waitForNodes: (seconds = 180) => waitForNodes(lab, seconds),
    applyWorkload: () => applyWorkload(lab),
    removeWorkload: () => removeWorkload(lab),
    down: () => down(name, home, progress),
    /** The same lab from nothing; under the same name, so all above goes on working. */
    async fresh() {
      await down(name, home, progress)
      lab = await start()
    },
  }
}

function nodeOf(lab: Lab, name: string): LabNode {
  const node = lab.nodes.find(candidate => candidate.name === name)
  if (!node) throw new RangeError(`the lab ${lab.name} has no node ${name}`)
  return node
}
