import type { Check } from '../check.ts'
import type { NodeSubject } from '../node/subject.ts'
import { containerdSettings } from './containerd-settings.ts'
import { kernelVersions } from './kernel.ts'
import { refusedKubeletFlags } from './refused-flags.ts'
import { supportEnded } from './support.ts'
import { together } from './together.ts'

/** What does not go together, or is over, on a node. */
export const versionChecks: readonly Check<NodeSubject>[] = [
  ...together,
  refusedKubeletFlags,
  ...kernelVersions,
  containerdSettings,
  supportEnded,
]
