import { z } from 'zod'
import { carried, lost, lostNote, nowhere } from './docker-key.ts'
import type { DockerKey, Said } from './docker-key.ts'
import { insecureHosts } from './insecure.ts'
import { registryNamed } from './carried.ts'
import type { Contribution } from './merge.ts'

const strings = z.array(z.string())

/** Where images come from, and where they are kept. */
export const imageKeys: readonly DockerKey[] = [
  carried({
    key: 'registry-mirrors',
    flag: 'registry-mirror',
    form: 'many',
    containerd: 'hosts of `certs.d/docker.io/hosts.toml`: Docker asks mirrors for images of its hub alone.',
    crio: '`[[registry.mirror]]` of `docker.io` in `registries.conf.d`.',
    type: strings,
    to: (mirrors, { source }) =>
      mirrors.length === 0
        ? {}
        : {
            registries: [
              {
                ...registryNamed('docker.io'),
                mirrors: mirrors.map(url => ({
                  value: { url: url.replace(/\/$/u, ''), insecure: false },
                  source,
                })),
              },
            ],
          },
  }),
  carried({
    key: 'insecure-registries',
    flag: 'insecure-registry',
    form: 'many',
    containerd:
      '`certs.d/HOST/hosts.toml`: HTTPS with any certificate, then HTTP. Of a network, the hosts in it that images on the node come from.',
    crio: '`insecure = true` of the registry in `registries.conf.d`. Of a network, as for containerd.',
    type: strings,
    to: insecure,
  }),
  carried({
    key: 'proxies',
    containerd:
      'Drop-in `90-refit-proxy.conf` of `containerd.service`. NO_PROXY gets the node, its services and pods besides.',
    crio: 'Drop-in `90-refit-proxy.conf` of `crio.service`, as for containerd.',
    type: z.object({
      'http-proxy': z.string().optional(),
      'https-proxy': z.string().optional(),
      'no-proxy': z.string().optional(),
    }),
    to: (given, { source }) =>
      proxy({ http: given['http-proxy'], https: given['https-proxy'], no: given['no-proxy'] }, source),
  }),
  ...(['http', 'https', 'no'] as const).map(which =>
    carried({
      key: `${which}-proxy`,
      containerd: 'As `proxies`.',
      crio: 'As `proxies`.',
      type: z.string(),
      to: (value, { source }) => proxy({ [which]: value }, source),
    }),
  ),
  carried({
    key: 'max-concurrent-downloads',
    containerd: '`max_concurrent_downloads`.',
    crio: 'Lost: containers/image has a limit of its own. `maxParallelImagePulls` of kubelet limits images, not layers.',
    type: z.coerce.number().int(),
    to: (value, { source }) => (value > 0 ? { concurrentDownloads: { value, source } } : {}),
  }),
  lost({
    key: 'add-registry',
    form: 'many',
    why: 'kubelet itself makes "busybox" to "docker.io/library/busybox" before a runtime sees it',
    fix: 'Write the registry into the names of images.',
    source: 'kubernetes/kubernetes pkg/util/parsers',
  }),
  lost({
    key: 'block-registry',
    form: 'many',
    why: 'containerd cannot refuse a registry; CRI-O can, with `blocked = true` in `registries.conf.d`',
    fix: 'Refuse it where images are admitted, or in the network.',
  }),
  lost({
    key: 'data-root',
    why: 'the new runtime keeps its images in a folder of its own',
    fix: 'Set containerd.root or crio.root in the inventory where they are to lie elsewhere.',
    harmless: ['/var/lib/docker'],
    severity: 'note',
  }),
  lost({
    key: 'graph',
    short: 'g',
    why: 'as `data-root`, which is its new name',
    fix: 'Set containerd.root or crio.root in the inventory where images are to lie elsewhere.',
    harmless: ['/var/lib/docker'],
    severity: 'note',
  }),
  lost({
    key: 'storage-driver',
    short: 's',
    why: 'images are unpacked onto overlayfs',
    fix: 'See that the disk of the new folder can do overlayfs (xfs needs ftype=1).',
    harmless: ['overlay2', 'overlay', 'overlayfs'],
  }),
  lost({
    key: 'storage-opts',
    flag: 'storage-opt',
    form: 'many',
    why: 'a quota or a device of the storage driver has no equal',
    fix: 'Limit pods with resources.limits of ephemeral-storage.',
    harmless: ['overlay2.override_kernel_check=true', 'overlay2.override_kernel_check=1'],
  }),
  ...nowhere('No effect: kubelet tries again by itself.', 'max-download-attempts'),
  ...nowhere(
    'No effect: nodes push no images for Kubernetes.',
    'max-concurrent-uploads',
    { key: 'allow-nondistributable-artifacts', form: 'many' },
    'disable-legacy-registry',
  ),
  lost({
    key: 'signature-verification',
    why: 'signatures are checked by policy.json in CRI-O, and not by containerd',
    fix: 'Check signatures where images are admitted.',
    harmless: ['false'],
  }),
]

function insecure(entries: readonly string[], said: Said): Contribution {
  const { hosts, unused } = insecureHosts(entries, said.facts)
  return {
    registries: hosts.map(({ host, entry }) => ({
      ...registryNamed(host),
      insecure: { value: true, source: entry === host ? said.source : `${entry} in ${said.source}` },
    })),
    lost: unused.map(entry =>
      lostNote(
        { source: `${entry} in ${said.source}` },
        'runtimes know hosts and not networks, and no image on the node comes from there',
        { fix: 'Name the registries in it under `registries` of the inventory.' },
      ),
    ),
  }
}

function proxy(given: Record<string, string | undefined>, source: string): Contribution {
  const set = Object.entries(given).filter(([, value]) => value !== undefined && value !== '')
  return set.length === 0 ? {} : { proxy: { value: Object.fromEntries(set), source } }
}
