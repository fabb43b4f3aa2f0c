import { gte, lt } from 'semver'

/**
 * The version of the configuration that containerd of a version writes itself: 2 up to 1.7, 3 from 2.0 on, 4 from 2.4
 * on. Each reads older ones, and refuses newer ones.
 */
export function configurationVersion(version: string): 2 | 3 | 4 {
  if (lt(version, '2.0.0')) return 2
  return gte(version, '2.4.0') ? 4 : 3
}
