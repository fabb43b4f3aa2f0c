import { dirname } from 'node:path/posix'
import type { Facts } from '../facts/facts.ts'
import { Secret } from '../secret.ts'
import { registryNamed } from './carried.ts'
import type { RegistrySettings } from './carried.ts'

/**
 * The certificates in a folder such as /etc/docker/certs.d, by registry: each *.crt is an authority, each *.cert with
 * its *.key a client's (docs.docker.com, engine/security/certificates). CRI-O reads its folder in the same way.
 */
export function certificatesIn({ observed }: Facts, directory: string): RegistrySettings[] {
  const inside = [...observed.files].filter(([path]) => dirname(dirname(path)) === directory)
  const folders = Map.groupBy(inside, ([path]) => dirname(path))
  return [...folders].flatMap(([folder, files]) => {
    const texts = new Map(files.map(([path, { content }]) => [path, content ?? '']))
    const paths = [...texts.keys()].toSorted()
    const authorities = paths
      .filter(path => path.endsWith('.crt') && texts.get(path) !== '')
      .map(path => ({ value: texts.get(path) ?? '', source: path }))
    const clients = paths.flatMap(path => {
      const key = texts.get(path.replace(/\.cert$/u, '.key'))
      if (!path.endsWith('.cert') || key === undefined) return []
      return [{ value: { certificate: texts.get(path) ?? '', key: new Secret(key) }, source: path }]
    })
    if (authorities.length === 0 && clients.length === 0) return []
    return [{ ...registryNamed(folder.slice(directory.length + 1)), authorities, clients }]
  })
}
