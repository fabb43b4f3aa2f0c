import type { HostEntry } from './hosts.ts'
import type { Host } from './model.ts'
import type { Problem } from './problem.ts'
import type { Source } from './source.ts'

/** Names that are one machine, or one node of a cluster, after all: it would be changed twice, even at the same time. */
export const clashes = (
  hosts: readonly Host[],
  entries: ReadonlyMap<string, HostEntry>,
  source: Source,
): Problem[] =>
  (['address', 'node'] as const).flatMap(key =>
    [...Map.groupBy(hosts, identities[key]).values()].flatMap(([first, ...others]) =>
      others.map(({ name }) => {
        const path = [...(entries.get(name)?.path ?? []), key]
        return source.problem(path, `${name} and ${first?.name} would be the same ${things[key]}`)
      }),
    ),
  )

const identities = {
  // With port forwarding one address is many machines, and behind two bastions it can be two.
  address: ({ address, settings }: Host) =>
    JSON.stringify([address.toLowerCase(), settings.port ?? 22, settings.proxyJump]),
  node: ({ node, settings }: Host) => JSON.stringify([node, settings.cluster]),
}

const things = { address: 'machine', node: 'node of the cluster' }
