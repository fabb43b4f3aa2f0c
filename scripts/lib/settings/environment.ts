import type { Facts } from '../facts/facts.ts'
import type { Proxies } from '../facts/proxies.ts'
import type { ProxySettings } from './carried.ts'
import type { Contribution } from './merge.ts'

/** The proxy in the environment of a daemon that runs, from whichever drop-in or file it came. */
export function proxyOfEnvironment({ proxies }: Facts, daemon: keyof Proxies): Contribution {
  const variables = proxies[daemon]
  const given = {
    http: variables.get('HTTP_PROXY'),
    https: variables.get('HTTPS_PROXY'),
    no: variables.get('NO_PROXY'),
  }
  const set = Object.entries(given).filter(([, value]) => value !== undefined && value !== '')
  const value: ProxySettings = Object.fromEntries(set)
  // NO_PROXY alone is no proxy.
  if (value.http === undefined && value.https === undefined) return {}
  return { proxy: { value, source: `the environment of ${daemon}.service` } }
}
