import { RefitError } from '../errors.ts'
import { lastLine } from './kubectl.ts'
import type { Kubectl } from './kubectl.ts'

export interface DrainSettings {
  /** Milliseconds. */
  timeout: number
  /** Milliseconds that pods get to end; their own grace period where it is undefined. */
  gracePeriod?: number | undefined
  deleteEmptyDirData: boolean
  force: boolean
  disableEviction: boolean
}

/**
 * Evicts every pod that can go elsewhere, as `kubectl drain` does: PodDisruptionBudgets are respected, pods of
 * DaemonSets stay. Throws a RefitError that names what blocked it. The node is cordoned afterwards, in any case.
 */
export async function drain(
  kubectl: Kubectl,
  node: string,
  settings: DrainSettings,
  onLine: (line: string) => void,
  signal?: AbortSignal,
): Promise<void> {
  const seconds = Math.ceil(settings.timeout / 1000)
  const blocked = new Map<string, string>()
  const result = await kubectl(drainWords(node, settings, seconds), {
    // kubectl keeps the time itself; this is for the case that it does not.
    timeout: settings.timeout + 30_000,
    onLine: line => {
      const refusal = /^error when evicting pods?\/?"?([^" ]+)"? (?:-n "([^"]+)")?.*?: (.*)$/u.exec(line)
      if (refusal !== null) blocked.set(`${refusal[2] ?? ''}/${refusal[1] ?? ''}`, refusal[3] ?? '')
      const evicted = /^pod\/(\S+) (?:evicted|deleted)$/u.exec(line)?.[1]
      for (const name of blocked.keys()) if (name.endsWith(`/${evicted}`)) blocked.delete(name)
      onLine(line)
    },
    ...(signal === undefined ? {} : { signal }),
  })
  if (result.code === 0) return
  throw new RefitError(`The drain failed after at most ${seconds} s: ${reason(blocked, result.stderr)}`, {
    next: next(blocked, result.stderr),
    cause: new Error(result.stderr),
  })
}

function drainWords(node: string, settings: DrainSettings, seconds: number): string[] {
  return [
    'drain',
    node,
    '--ignore-daemonsets',
    `--timeout=${seconds}s`,
    ...(settings.deleteEmptyDirData ? ['--delete-emptydir-data'] : []),
    ...(settings.force ? ['--force'] : []),
    ...(settings.disableEviction ? ['--disable-eviction'] : []),
    ...(settings.gracePeriod === undefined
      ? []
      : [`--grace-period=${Math.ceil(settings.gracePeriod / 1000)}`]),
  ]
}

function reason(blocked: ReadonlyMap<string, string>, stderr: string): string {
  if (blocked.size === 0) return lastLine(stderr)
  const pods = [...blocked].map(([pod, why]) => `${pod} (${why.replace(/\.$/u, '')})`)
  return `these pods could not be evicted: ${pods.join('; ')}.`
}

function next(blocked: ReadonlyMap<string, string>, stderr: string): string {
  if (blocked.size > 0) {
    return 'Look at `kubectl get pdb --all-namespaces`: give the budget room, or raise drain.timeout in the inventory.'
  }
  if (stderr.includes('declare no controller'))
    return 'Pods without a controller are lost by a drain: move them, or set drain.force.'
  if (stderr.includes('local storage'))
    return 'Set drain.deleteEmptyDirData, if what is in their emptyDir volumes may go.'
  return 'Run it again with --verbose to see what kubectl said.'
}
