import type { Target } from '../../facts/targets.ts'
import { kubeletTargets } from '../../kubelet/files.ts'
import { runtimes } from '../../runtimes/runtimes.ts'

/** What the facts of a node must hold for its checks. The kubelet's own files, `namedTargets`, come in a second read. */
export const nodeTargets: readonly Target[] = [
  ...kubeletTargets,
  ...runtimes.flatMap(({ targets }) => targets),
]
