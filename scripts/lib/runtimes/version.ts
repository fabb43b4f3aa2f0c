import { coerce } from 'semver'

/** Whether "1.7.24" is what "1.7" asks for. */
export function isVersion(version: string | undefined, wanted: string): boolean {
  return version !== undefined && `${version}.`.startsWith(`${wanted}.`)
}

/** Upstream's version of a package: "2.1.9" of "2:2.1.9~ds1-1"; undefined where it holds none. */
export function upstreamVersion(packageVersion: string): string | undefined {
  return coerce(packageVersion.replace(/^\d+:/u, ''))?.version
}
