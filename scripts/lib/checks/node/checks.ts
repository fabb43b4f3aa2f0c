import type { Check } from '../check.ts'
import { diskChecks } from './disks.ts'
import { dockerContentChecks } from './docker-contents.ts'
import { dockerSettingChecks } from './docker-settings.ts'
import { fileChecks } from './files.ts'
import { kernelChecks } from './kernel.ts'
import { kubeletChecks } from './kubelet.ts'
import { networkChecks } from './networks.ts'
import { processChecks } from './processes.ts'
import { sharedContainerdChecks } from './shared-containerd.ts'
import type { NodeSubject } from './subject.ts'
import { unreadChecks } from './unread.ts'

/** All that is looked at on a node. */
export const nodeChecks: readonly Check<NodeSubject>[] = [
  ...unreadChecks,
  ...fileChecks,
  ...processChecks,
  ...dockerContentChecks,
  ...dockerSettingChecks,
  ...kubeletChecks,
  ...networkChecks,
  ...diskChecks,
  ...kernelChecks,
  ...sharedContainerdChecks,
]
