import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { mkdir, rename, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { $ } from './shell.ts'
import { cached } from './cache.ts'
import type { CacheOptions } from './cache.ts'
import type { Profile } from './profile.ts'

/** One image of a single layer. */
interface ImageRecipe {
  name: string
  /** Where each file of the image comes from. */
  files: Record<string, string>
  /** Links in the image, each to where it points. */
  links?: Record<string, string>
  entrypoint?: string[]
  command?: string[]
}

/** To be raised when the code below makes something else of the same inputs. */
const recipeVersion = '1'

const controlPlane = ['kube-apiserver', 'kube-controller-manager', 'kube-scheduler']

const applets = (
  'ash awk cat chmod cp cut date dd df echo env false find free grep head hostname httpd id ip kill ls mkdir mktemp mv nc ' +
  'nslookup ping printf ps pwd readlink rm sed sh sha256sum sleep sort stat stty tail tar tee test touch tr true ' +
  'uname vi wc wget whoami xargs yes'
).split(' ')

/**
 * A folder with `kubernetes.tar` (what kubeadm's static pods run, and pause) and `busybox.tar`, both for
 * `docker load`. They are archives of Docker's own format, written here: no registry of the world is asked.
 */
export async function buildImages(
  profile: Profile,
  from: { kubernetes: string; tools: string; busybox: string },
  options: CacheOptions,
): Promise<string> {
  const images = kubernetesImages(profile, from)
  const inputs = [recipeVersion, JSON.stringify([images, busyboxImage(from.busybox)])]
  return cached(`images-${profile.name}`, inputs, options, folder =>
    options.progress.step('Make the images of the control plane', async () => {
      await writeArchive(join(folder, 'kubernetes.tar'), images)
      await writeArchive(join(folder, 'busybox.tar'), [busyboxImage(from.busybox)])
    }),
  )
}

/** Writes an archive of one image that no registry has: busybox under this name, like no other image. */
export async function writeLocalImage(file: string, name: string, busybox: string): Promise<void> {
  await writeArchive(file, [{ ...busyboxImage(busybox), name, command: ['echo', name] }])
}

function kubernetesImages(profile: Profile, from: { kubernetes: string; tools: string }): ImageRecipe[] {
  const image = (name: string, tag: string, folder: string, path: string): ImageRecipe => ({
    name: `registry.k8s.io/${name}:${tag}`,
    files: { [path]: join(folder, name) },
  })
  return [
    ...controlPlane.map(name =>
      image(name, `v${profile.kubernetes}`, from.kubernetes, `usr/local/bin/${name}`),
    ),
    image('etcd', profile.etcdTag, from.kubernetes, 'usr/local/bin/etcd'),
    { ...image('pause', profile.pauseTag, from.tools, 'pause'), entrypoint: ['/pause'] },
  ]
}

function busyboxImage(busybox: string): ImageRecipe {
  return {
    name: 'lab/busybox:1',
    files: { 'bin/busybox': busybox },
    links: Object.fromEntries(applets.map(applet => [`bin/${applet}`, 'busybox'])),
    command: ['sh'],
  }
}

/** Writes images as `docker save` does: a layer and a configuration each, and one manifest.json for all. */
async function writeArchive(file: string, recipes: ImageRecipe[]): Promise<void> {
  const folder = `${file}.content`
  const entries: object[] = []
  for (const recipe of recipes) entries.push(await writeImage(folder, recipe))
  await writeFile(join(folder, 'manifest.json'), JSON.stringify(entries))
  await $`tar -C ${folder} -cf ${file} . && rm -rf ${folder}`
}

async function writeImage(folder: string, recipe: ImageRecipe): Promise<object> {
  const layer = await writeLayer(folder, recipe)
  const configuration = JSON.stringify({
    architecture: 'amd64',
    os: 'linux',
    config: {
      Env: ['PATH=/usr/local/bin:/usr/bin:/bin'],
      ...(recipe.entrypoint && { Entrypoint: recipe.entrypoint }),
      ...(recipe.command && { Cmd: recipe.command }),
    },
    rootfs: { type: 'layers', diff_ids: [`sha256:${layer}`] },
    history: [{ created_by: 'refit lab' }],
  })
  const name = `${createHash('sha256').update(configuration).digest('hex')}.json`
  await writeFile(join(folder, name), configuration)
  return { Config: name, RepoTags: [recipe.name], Layers: [`${layer}.tar`] }
}

/** Writes the one layer, named by its SHA-256, which is returned. */
async function writeLayer(folder: string, { files, links = {} }: ImageRecipe): Promise<string> {
  const root = join(folder, 'root')
  await mkdir(join(root, 'tmp'), { recursive: true })
  await mkdir(join(root, 'etc'))
  for (const [path, source] of Object.entries(files)) {
    await mkdir(dirname(join(root, path)), { recursive: true })
    await $`cp ${source} ${join(root, path)} && chmod 755 ${join(root, path)}`
  }
  for (const [path, target] of Object.entries(links)) await $`ln -s ${target} ${join(root, path)}`
  const file = join(folder, 'layer.tar')
  await $`chmod -R go=rX ${root} && tar -C ${root} --owner=0 --group=0 --mtime=@0 --sort=name -cf ${file} . && rm -rf ${root}`
  const hash = createHash('sha256')
  await pipeline(createReadStream(file), hash)
  const digest = hash.digest('hex')
  await rename(file, join(folder, `${digest}.tar`))
  return digest
}
