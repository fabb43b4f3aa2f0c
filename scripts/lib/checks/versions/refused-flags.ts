import { gt, minor } from 'semver'
import { parseFlags } from '../../facts/kubelet.ts'
import { flagPaths } from '../../kubelet/files.ts'
import { hasFlag } from '../../kubelet/flags.ts'
import { dockershimFlags } from '../../kubelet/gates.ts'
import { logicalLines } from '../../kubelet/words.ts'
import type { Check, Finding, Place } from '../check.ts'
import type { NodeSubject } from '../node/subject.ts'
import { removedKubeletFlags } from './kubelet-flags.ts'

/** Flags that stand on the node and that the kubelet of the next upgrades does not start with. */
export const refusedKubeletFlags: Check<NodeSubject> = {
  id: 'kubelet-flag-refused',
  title: 'A flag of kubelet that a later version refuses',
  severity: 'warning',
  about: 'version',
  reads: 'the arguments of the kubelet that runs, its unit, drop-ins and environment files',
  why: 'kubelet exits at once with "unknown flag" after the upgrade, and the node is NotReady. `kubeadm upgrade` cleans kubeadm-flags.env only.',
  fix: 'Take the flag away, or set its field in the configuration file of kubelet, before the upgrade.',
  sources: [
    'https://github.com/kubernetes/kubeadm/issues/3281',
    'https://kubernetes.io/docs/reference/command-line-tools-reference/kubelet/',
  ],
  run: refusedFlags,
}

function refusedFlags({ host, facts }: NodeSubject): Finding[] {
  const { kubelet } = facts
  if (kubelet === undefined) return []
  const given = parseFlags(kubelet.arguments)
  const moved = new Set(dockershimFlags.map(({ name }) => name))
  return removedKubeletFlags
    .filter(
      ({ name, removedIn }) =>
        gt(removedIn, kubelet.version) && (given.has(name) || placesOf(facts, name).length > 0),
    )
    .flatMap(({ name, removedIn, atLatest }) => {
      const version = `1.${minor(removedIn)}`
      // refit takes the flags of dockershim out itself when a node leaves it.
      const isNext = minor(removedIn) === minor(kubelet.version) + 1 && !moved.has(name)
      const places = placesOf(facts, name)
      return (places.length === 0 ? [{}] : places).map(place => ({
        owner: host,
        place: { host, ...place },
        ...(isNext ? {} : { severity: 'note' as const }),
        message: `--${name} is refused by kubelet ${version}${atLatest ? ' at the latest' : ''}; this one is ${kubelet.version}.`,
        ...(moved.has(name)
          ? { fix: 'Nothing, if refit takes the node off dockershim: it takes the flag away.' }
          : {}),
      }))
    })
}

function placesOf(facts: NodeSubject['facts'], name: string): Pick<Place, 'file' | 'line'>[] {
  const seen = new Set<string>()
  return flagPaths(facts).flatMap(file => {
    const text = facts.observed.files.get(file)?.content ?? ''
    // /lib is a link to /usr/lib on most nodes: one file, two names.
    const key = file.replace(/^\/usr\/lib\//u, '/lib/')
    if (text === '' || seen.has(key)) return []
    seen.add(key)
    let line = 1
    return logicalLines(text).flatMap(logical => {
      const start = line
      line += logical.split('\n').length
      if (!hasFlag(logical, name)) return []
      const inner = logical.split('\n').findIndex(part => part.includes(`--${name}`))
      return [{ file, line: start + Math.max(inner, 0) }]
    })
  })
}
