import { messageOf } from '../errors.ts'
import type { Facts } from '../facts/facts.ts'
import { parseFlags } from '../facts/kubelet.ts'
import type { KubeletFacts } from '../facts/kubelet.ts'
import { flagFiles, kubeletChanges } from './changes.ts'
import { editDependencies, otherRuntimes } from './dependencies.ts'
import { hasFlag } from './flags.ts'
import { dockershimFlags } from './gates.ts'
import { unitPaths } from './unit.ts'
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
  const bound = boundByLink(facts, wiring.unit)
  if (bound.length > 0)
    return `kubelet.service requires ${bound.join(' and ')} by a link in a folder of systemd's, and not by its unit.`
  try {
    kubeletChanges(facts, kubelet, wiring)
    return undefined
  } catch (error) {
    return `kubelet cannot be set to ${wiring.endpoint ?? 'its own dockershim'}: ${messageOf(error)}.`
  }
}

// What a unit file or drop-in says is changed in it; a link in kubelet.service.requires or .wants is nobody's file.
function boundByLink(facts: Facts, unit: string): string[] {
  const { files, units } = facts.observed
  const texts = unitPaths(facts).map(path => files.get(path)?.content ?? '')
  const required = units.get('kubelet.service')?.requires ?? []
  return otherRuntimes(required, unit).filter(
    name => !texts.some(text => text.includes(name) && editDependencies(text, unit) !== text),
  )
}

function runtimeFlags(kubelet: KubeletFacts): string[] {
  const dockershim = new Set(dockershimFlags.map(({ name }) => name))
  return [...parseFlags(kubelet.arguments).keys()].filter(
    name =>
      /^container-runtime(?:-|$)/u.test(name) || name === 'image-service-endpoint' || dockershim.has(name),
  )
}
