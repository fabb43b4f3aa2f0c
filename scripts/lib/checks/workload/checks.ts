import type { Check } from '../check.ts'
import { droppedCapability } from './capabilities.ts'
import { deviceChecks } from './devices.ts'
import { dockerApi } from './docker-api.ts'
import { dockerCommandChecks } from './docker-commands.ts'
import { dockerInDocker } from './docker-in-docker.ts'
import { drainChecks } from './drain.ts'
import { imageChecks } from './images.ts'
import { logFormat } from './logs.ts'
import { knownProduct } from './product-checks.ts'
import { socketChecks } from './sockets.ts'
import type { Workload } from './workload.ts'

/** What can be said of a workload from its pod's spec alone, in the cluster or in a manifest. */
export const workloadChecks: readonly Check<Workload>[] = [
  ...socketChecks,
  dockerApi,
  dockerInDocker,
  ...dockerCommandChecks,
  logFormat,
  knownProduct,
  ...imageChecks,
  droppedCapability,
  ...deviceChecks,
  ...drainChecks,
]
