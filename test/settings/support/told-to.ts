import { readDocker } from '../../../scripts/lib/settings/docker.ts'
import type { Facts } from '../../../scripts/lib/facts/facts.ts'
import type { ChangeInput } from '../../../scripts/lib/plan/change.ts'
import { renderer } from '../../../scripts/lib/plan/render.ts'
import type { CarriedSettings } from '../../../scripts/lib/settings/carried.ts'
import { containerd } from '../../../scripts/lib/runtimes/containerd.ts'
import { crio } from '../../../scripts/lib/runtimes/crio.ts'
import { criDockerd } from '../../../scripts/lib/runtimes/cri-dockerd.ts'
import { dockershim } from '../../../scripts/lib/runtimes/dockershim.ts'
import type { Runtime, RuntimeContext, RuntimeSettings } from '../../../scripts/lib/runtimes/runtime.ts'
import { parseInventory } from '../../../scripts/lib/inventory/inventory.ts'
import { nodeWith } from './facts.ts'

/** What a node that Docker's daemon.json and these files told something tells each target, as one text a target. */
export function toldTo(target: 'containerd' | 'crio', files: Record<string, string>): string {
  const facts = nodeWith(files)
  return configured(target === 'containerd' ? containerd : crio, dockershim, facts, readDocker(facts))
}

/** What Docker is told of settings that another runtime had. */
export function toldToDocker(
  carried: CarriedSettings,
  files: Record<string, string> = {},
  dockerd: readonly string[] = [],
): string {
  return configured(criDockerd, containerd, nodeWith(files, dockerd), carried)
}

function configured(target: Runtime, current: Runtime, facts: Facts, carried: CarriedSettings): string {
  const [host] = parseInventory('hosts: { n2: }', 'x.yaml').hosts
  const settings: RuntimeSettings = (host as NonNullable<typeof host>).settings
  const context: RuntimeContext = {
    facts,
    settings,
    current,
    target,
    version: undefined,
    carried,
    render: renderer(undefined),
  }
  const wiring = target.kubelet(context)
  return [...target.configure(context).map(shown), `kubelet: ${JSON.stringify(wiring.configuration)}`].join(
    '\n',
  )
}

function shown(change: ChangeInput): string {
  if (change.type === 'file') return `${change.path} ${change.mode ?? ''}\n${change.content}`
  return change.type === 'command' ? change.title : ''
}
