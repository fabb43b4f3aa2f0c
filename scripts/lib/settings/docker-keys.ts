import type { DockerKey } from './docker-key.ts'
import { containerKeys } from './docker-keys-containers.ts'
import { daemonKeys } from './docker-keys-daemon.ts'
import { imageKeys } from './docker-keys-images.ts'
import { logKeys } from './docker-keys-logs.ts'

/** Every key of daemon.json and every flag of dockerd; docs/settings.md is made from it. */
export const dockerKeys: readonly DockerKey[] = [...imageKeys, ...logKeys, ...containerKeys, ...daemonKeys]
