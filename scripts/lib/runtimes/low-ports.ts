import { coerce, gte } from 'semver'
import type { RuntimeContext } from './runtime.ts'

/**
 * Whether pods may bind ports below 1024, and ping, without being root now: Docker lets them from 20.10 on, other
 * runtimes have to be told (docker/docs engine/release-notes/20.10). Kernels before 4.11 do not know how.
 */
export function bindsLowPorts({ facts, current }: Pick<RuntimeContext, 'facts' | 'current'>): boolean {
  if (!current.daemons.includes('docker')) return false
  return isFrom(facts.docker?.version, '20.10.0') && isFrom(facts.host.kernel, '4.11.0')
}

function isFrom(version: string | undefined, first: string): boolean {
  const parsed = coerce(version)
  return parsed !== null && gte(parsed, first)
}
