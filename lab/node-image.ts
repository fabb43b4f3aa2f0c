import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { $ } from './shell.ts'
import { cached, contentOf } from './cache.ts'
import type { CacheOptions } from './cache.ts'
import { recipes } from './paths.ts'
import type { Profile } from './profile.ts'

/** What every node needs, whatever it runs. */
const basePackages = (
  'systemd,systemd-sysv,dbus,openssh-server,iproute2,iptables,ca-certificates,conntrack,procps,kmod,sudo,socat,' +
  'ethtool,ebtables,mount'
).split(',')

/** What the lab itself takes from Debian, unpacked. */
export interface DebianBase {
  root: string
  registry: string
  busybox: string
}

/** A Debian with Docker and containerd as its packages leave them, before anything of Kubernetes is on it. */
export async function buildDebian(profile: Profile, options: CacheOptions): Promise<DebianBase> {
  const packages = [...basePackages, ...profile.packages]
  const hooks = ['debian', ...profile.extraFolders]
    .map(folder => join(recipes, folder, 'customize.sh'))
    .filter(existsSync)
  const inputs = [
    ...packages,
    ...(await Promise.all(hooks.map(async hook => `customize.sh\n${await readFile(hook, 'utf8')}`))),
  ]
  const base = await cached(profile.debian, inputs, options, folder =>
    options.progress.step(`Make a root file system of Debian ${profile.debian}`, async () => {
      await $`mmdebstrap --variant=minbase --include=${packages.join(',')} ${hooks.map(hook => `--customize-hook=${hook}`)} ${profile.debian} ${folder}/root`
      await $`mv ${folder}/root/opt/lab ${folder}/tools`
    }),
  )
  return {
    root: join(base, 'root'),
    registry: join(base, 'tools', 'docker-registry'),
    busybox: join(base, 'tools', 'busybox'),
  }
}

/** The overlay layer above that Debian: Kubernetes, its units, and what makes a container into a node. */
export async function buildNodeLayer(
  profile: Profile,
  from: { kubernetes: string; tools: string; binaries: Record<string, string> },
  options: CacheOptions,
): Promise<string> {
  const extras = profile.extraFolders.map(folder => join(folder, 'files'))
  const folders = ['common', profile.name, ...extras].map(folder => join(recipes, folder))
  const inputs = [
    JSON.stringify([from, profile.units, profile.wrapped]),
    ...(await Promise.all(folders.map(contentOf))).flat(),
  ]
  return cached(`node-${profile.name}`, inputs, options, layer =>
    options.progress.step('Put Kubernetes on it', async () => {
      for (const folder of folders) await $`cp -r ${folder}/. ${layer}/`
      await $`mkdir -p ${layer}/usr/bin ${layer}/usr/sbin ${layer}/opt/cni && ln -s /usr/lib/cni ${layer}/opt/cni/bin`
      const programs = ['kubelet', 'kubeadm', 'kubectl'].map(name => join(from.kubernetes, name))
      await $`cp ${[...programs, ...Object.values(from.binaries)]} ${layer}/usr/bin/`
      for (const path of profile.wrapped) await $`cp ${from.tools}/runc-wrapper ${layer}${path}`
      await $`chmod -R u=rwX,go=rX ${layer}`
      await $`systemctl --root=${layer} enable lab-node.service ${profile.units}`
    }),
  )
}
