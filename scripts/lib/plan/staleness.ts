import type { NodePlan } from './plan.ts'

/**
 * Why a plan does not fit a node any more, compared with one made just now; undefined where it does. Images
 * come and go on a node that works: those that are there at run time are carried, without a word.
 */
export function staleness(agreed: NodePlan, fresh: NodePlan): string | undefined {
  if (agreed.fingerprint === fresh.fingerprint) return undefined
  const names = new Set([...Object.keys(agreed.fingerprintParts), ...Object.keys(fresh.fingerprintParts)])
  const differing = [...names].filter(name => agreed.fingerprintParts[name] !== fresh.fingerprintParts[name])
  const shown = differing.slice(0, 3).map(name => name.replace(/^\d+\. /u, ''))
  const more = differing.length > shown.length ? ` and ${differing.length - shown.length} more` : ''
  return `The node has changed since the plan was made: ${shown.join(', ')}${more} would be different now.`
}
