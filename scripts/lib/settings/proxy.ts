import { isIP } from 'node:net'
import type { Facts } from '../facts/facts.ts'
import type { ChangeInput } from '../plan/change.ts'
import { file } from '../plan/changes.ts'
import type { RuntimeContext } from '../runtimes/runtime.ts'
import type { ProxySettings } from './carried.ts'

/** A drop-in that gives a unit the node's proxy; nothing where there is none. "containerd.service" in. */
export function proxyFiles(
  { facts, carried, render }: Pick<RuntimeContext, 'facts' | 'carried' | 'render'>,
  unit: string,
): ChangeInput[] {
  if (carried.proxy === undefined) return []
  const { value, source } = carried.proxy
  const { http, https } = value
  const variables = { HTTP_PROXY: http, HTTPS_PROXY: https, NO_PROXY: withoutProxy(value, facts) }
  const lines = Object.entries(variables).flatMap(([name, text]) =>
    text === undefined || text === '' ? [] : [assignment(name, text)],
  )
  const secret = [http, https].some(url => url?.includes('@') === true)
  return [
    file(proxyDropIn(unit), render('proxy.conf.hbs', { lines }), {
      reasons: [source, ...added(value, facts)],
      // systemctl shows the environment of a unit to everybody all the same; the file need not.
      ...(secret ? { mode: '0600', sensitive: true } : {}),
    }),
  ]
}

/** The drop-in of a unit that holds its proxy. */
export function proxyDropIn(unit: string): string {
  return `/etc/systemd/system/${unit}.d/90-refit-proxy.conf`
}

/** NO_PROXY with what a node asks for itself: it, its cluster's services and pods, as far as the node knows them. */
export function withoutProxy({ no = '' }: ProxySettings, facts: Facts): string {
  return [...new Set([...entriesOf(no), ...ownPlaces(facts)])].join(',')
}

function added({ no = '' }: ProxySettings, facts: Facts): string[] {
  const given = new Set(entriesOf(no))
  const more = ownPlaces(facts).filter(place => !given.has(place))
  return more.length === 0 || no === '*' ? [] : [`NO_PROXY gets ${more.join(', ')} besides`]
}

function entriesOf(list: string): string[] {
  return list.split(/[,\s]+/u).filter(Boolean)
}

function ownPlaces({ host, kubelet }: Facts): string[] {
  const { clusterDomain = 'cluster.local', clusterNetworks = [] } = kubelet ?? {}
  const addresses = host.addresses.filter(address => isIP(address) !== 0)
  return [
    'localhost',
    '127.0.0.1',
    host.hostname,
    ...addresses,
    ...clusterNetworks,
    '.svc',
    `.${clusterDomain}`,
  ].filter(Boolean)
}

// systemd takes a "%" for a specifier, and reads escapes within quotes (systemd.exec(5), systemd.syntax(7)).
function assignment(name: string, text: string): string {
  const escaped = text.replaceAll('%', '%%').replaceAll(/[\\"]/gu, String.raw`\$&`)
  return `Environment="${name}=${escaped}"`
}
