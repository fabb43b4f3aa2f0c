import { $ } from './shell.ts'
import type { LabNode } from './lab.ts'
import { enter, onNode } from './on-node.ts'

/** A place on a node where images lie. Each runtime has its own, and none sees those of another. */
export interface ImageStore {
  /** Puts the images of an archive of `docker save` into it. `name` is what the one image in it is to be called. */
  load(node: LabNode, archive: string, name?: string): Promise<void>
  tag(node: LabNode, from: string, to: string): Promise<void>
  /** To a registry that speaks plain HTTP. */
  push(node: LabNode, name: string): Promise<void>
  remove(node: LabNode, name: string): Promise<void>
}

export type StoreName = 'docker' | 'containerd' | 'crio'

const ctr = 'ctr -n k8s.io images'

/** containerd knows images by their full names only. */
const full = (name: string) => (/^[^/]+[.:][^/]*\//u.test(name) ? name : `docker.io/${name}`)

const docker: ImageStore = {
  load: (node, archive) => pipe(node, archive, ['docker', 'load', '--quiet']),
  tag: (node, from, to) => run(node, `docker tag ${from} ${to}`),
  push: (node, name) => run(node, `docker push --quiet ${name}`),
  remove: (node, name) => run(node, `docker rmi ${name}`),
}

const containerd: ImageStore = {
  load: (node, archive) => pipe(node, archive, [...ctr.split(' '), 'import', '-']),
  tag: (node, from, to) => run(node, `${ctr} tag --force ${full(from)} ${full(to)}`),
  push: (node, name) => run(node, `${ctr} push --plain-http ${full(name)}`),
  remove: (node, name) => run(node, `${ctr} rm ${full(name)}`),
}

const crio: ImageStore = {
  async load(node, archive, name) {
    if (name === undefined) throw new RangeError('skopeo has to be told what the image is called')
    const file = '/root/image.tar'
    await pipe(node, archive, ['sh', '-c', `cat > ${file}`])
    await run(
      node,
      `skopeo copy --quiet docker-archive:${file} containers-storage:${full(name)} && rm ${file}`,
    )
  },
  tag: (node, from, to) =>
    run(node, `skopeo copy --quiet containers-storage:${full(from)} containers-storage:${full(to)}`),
  push: (node, name) =>
    run(
      node,
      `skopeo copy --quiet --dest-tls-verify=false containers-storage:${full(name)} docker://${full(name)}`,
    ),
  remove: (node, name) => run(node, `skopeo delete containers-storage:${full(name)}`),
}

export const imageStores: Readonly<Record<StoreName, ImageStore>> = { docker, containerd, crio }

async function run(node: LabNode, command: string): Promise<void> {
  await onNode(node, command)
}

async function pipe(node: LabNode, archive: string, words: string[]): Promise<void> {
  await $`${await enter(node)} ${words} < ${archive}`
}
