import { BlockList, isIP } from 'node:net'
import type { Facts } from '../facts/facts.ts'

/**
 * The hosts that Docker's insecure-registries come to, each with the entry that says so. A network becomes those hosts
 * in it that images of the node come from; `unused` are networks that none comes from.
 */
export function insecureHosts(
  entries: readonly string[],
  facts: Facts,
): { hosts: { host: string; entry: string }[]; unused: string[] } {
  const known = registryHosts(facts)
  const found = entries.map(entry => {
    const network = networkOf(entry)
    if (network === undefined)
      return { entry, hosts: [entry.replace(/^https?:\/\//u, '').replace(/\/.*$/u, '')] }
    return { entry, hosts: known.filter(host => isWithin(host, network)) }
  })
  return {
    hosts: found.flatMap(({ entry, hosts }) => hosts.map(host => ({ host, entry }))),
    unused: found.flatMap(({ entry, hosts }) => (hosts.length === 0 && !isLoopback(entry) ? [entry] : [])),
  }
}

/** The hosts in the names of Docker's images. */
function registryHosts({ docker }: Facts): string[] {
  const names = docker?.images.flatMap(({ tags, digests }) => [...tags, ...digests]) ?? []
  const first = names.filter(name => name.includes('/')).map(name => name.slice(0, name.indexOf('/')))
  return [...new Set(first.filter(host => /[.:]/u.test(host)))].toSorted()
}

function networkOf(entry: string): BlockList | undefined {
  const [, address = '', bits = ''] = /^([\da-fA-F.:]+)\/(\d{1,3})$/u.exec(entry) ?? []
  const version = isIP(address)
  if (version === 0) return undefined
  const list = new BlockList()
  list.addSubnet(address, Number(bits), version === 4 ? 'ipv4' : 'ipv6')
  return list
}

function isWithin(host: string, network: BlockList): boolean {
  const address = /^\[(.*)\]/u.exec(host)?.[1] ?? host.replace(/:\d+$/u, '')
  const version = isIP(address)
  return version !== 0 && network.check(address, version === 4 ? 'ipv4' : 'ipv6')
}

// Every Docker has this one, and containerd and CRI-O treat localhost so too.
function isLoopback(entry: string): boolean {
  return entry === '127.0.0.0/8' || entry === '::1/128'
}
