import { messageOf } from '../errors.ts'
import type { Facts } from '../facts/facts.ts'
import { parseFlags } from '../facts/kubelet.ts'
import type { KubeletFacts } from '../facts/kubelet.ts'
import { flagFiles, kubeletChanges } from './changes.ts'
import { hasFlag } from './flags.ts'
import { dockershimFlags } from './gates.ts'
import type { KubeletWiring } from './wiring.ts'

/**
 * Why this kubelet cannot be set up for a runtime, in one sentence; undefined where it can. What kubelet runs
 * with must be found in what was read: a flag from elsewhere would be there still after the change.
 */
export function kubeletProblem(
  facts: Facts,
  kubelet: KubeletFacts,
  wiring: KubeletWiring,
): string | undefined {
  const texts = flagFiles(facts).map(([, text]) => text)
  const unfound = runtimeFlags(kubelet).filter(name => !texts.some(text => hasFlag(text, name)))
  if (unfound.length > 0) {
    const names = unfound.map(name => `--${name}`).join(' and ')
    return `kubelet runs with ${names}, which stands in none of the files that its unit reads.`
  }
  try {
    kubeletChanges(facts, kubelet, wiring)
    return undefined
  } catch (error) {
    return `kubelet cannot be set to ${wiring.endpoint ?? 'its own dockershim'}: ${messageOf(error)}.`
  }
}

function runtimeFlags(kubelet: KubeletFacts): string[] {
  const dockershim = new Set(dockershimFlags.map(({ name }) => name))
  return [...parseFlags(kubelet.arguments).keys()].filter(
    name =>
      /^container-runtime(?:-|$)/u.test(name) || name === 'image-service-endpoint' || dockershim.has(name),
  )
}
