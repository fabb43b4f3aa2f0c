import type { TomlTable } from 'smol-toml'
import type { Converted } from './containerd-convert.ts'
import { convertHandlers } from './containerd-convert-handlers.ts'
import {
  criPlugin,
  imageKeys,
  imageKeysOfContainerd,
  imagesPlugin,
  runtimeKeys,
  runtimePlugin,
  serverKeys,
} from './containerd-tables.ts'
import { isSet, tableIn } from './toml.ts'

interface ConvertedCri extends Pick<Converted, 'registries' | 'lost'> {
  plugins: Record<string, TomlTable>
}

/** The three plugins that the CRI plugin of containerd 1.x became. `oneFolder`: CNI's programs are in one (2.0). */
export function convertCri(cri: TomlTable, { oneFolder }: { oneFolder: boolean }): ConvertedCri {
  const { sandbox_image: sandbox, registry: _registry, cni: _cni, containerd: _containerd, ...rest } = cri
  const containerd = tableIn(cri, 'containerd')
  const handlers = convertHandlers(containerd)
  const { registry, hosts } = convertRegistry(tableIn(cri, 'registry'))
  const images = {
    ...only(rest, imageKeys),
    ...only(containerd, imageKeysOfContainerd),
    ...(sandbox === undefined ? {} : { pinned_images: { sandbox } }),
    ...(isSet(registry) ? { registry } : {}),
  }
  const cni = convertCni(tableIn(cri, 'cni'), oneFolder)
  const runtime = {
    ...only(rest, runtimeKeys),
    ...(isSet(cni) ? { cni } : {}),
    ...(isSet(handlers.table) ? { containerd: handlers.table } : {}),
  }
  const plugins = { [imagesPlugin]: images, [runtimePlugin]: runtime, [criPlugin]: only(rest, serverKeys) }
  const known = new Set([...imageKeys, ...runtimeKeys, ...serverKeys, 'enable_cdi'])
  const gone = Object.entries(rest).filter(([key, value]) => !known.has(key) && isSet(value))
  return {
    plugins: Object.fromEntries(Object.entries(plugins).filter(([, table]) => Object.keys(table).length > 0)),
    registries: hosts,
    lost: [
      ...gone.map(([key]) => ({ key, why: removed[key] ?? 'containerd 2.x knows no such key' })),
      ...handlers.lost.map(({ key, why }) => ({ key: `containerd.${key}`, why })),
    ],
  }
}

const removed: Readonly<Record<string, string>> = {
  systemd_cgroup: 'SystemdCgroup among the options of each handler says it',
  disable_cgroup: 'containers always have their cgroups',
}

function only(table: TomlTable, keys: ReadonlySet<string>): TomlTable {
  return Object.fromEntries(Object.entries(table).filter(([key]) => keys.has(key)))
}

function convertCni({ bin_dir: folder, ...rest }: TomlTable, oneFolder: boolean): TomlTable {
  if (folder === undefined) return rest
  return oneFolder ? { ...rest, bin_dir: folder } : { bin_dirs: [folder], ...rest }
}

/** `mirrors`, `configs` and `auths` are on their way out; the folder with a hosts.toml for each registry stays. */
function convertRegistry(registry: TomlTable): { registry: TomlTable; hosts: string[] } {
  const { mirrors: _mirrors, configs: _configs, auths: _auths, ...rest } = registry
  const names = ['mirrors', 'configs'].flatMap(key => Object.keys(tableIn(registry, key)))
  const hosts = [...new Set(names)]
  const folder = rest['config_path']
  const needed = hosts.length > 0 && !isSet(folder)
  return { registry: needed ? { ...rest, config_path: '/etc/containerd/certs.d' } : rest, hosts }
}
