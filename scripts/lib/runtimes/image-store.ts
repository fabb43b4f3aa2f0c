import type { Facts } from '../facts/facts.ts'

/** A place where a runtime keeps images, and how an image gets out of it and into it. */
export interface ImageStore {
  id: 'docker' | 'containerd' | 'containers-storage'
  /** The folder that fills up; its free space is in the facts. */
  directory(facts: Facts): string
  images(facts: Facts): StoredImage[]
  /** POSIX sh that writes the image to standard output as a docker archive. */
  save(image: StoredImage): string
  /** POSIX sh that reads a docker archive from standard input, and fails unless `name` is in the store afterwards. */
  load(name: string): string
  /** POSIX sh that pulls `name` from its registry, with what the node says of it so far. */
  pull(name: string): string
  /** POSIX sh that takes `name` out of the store. Runs twice without harm. */
  remove(name: string): string
}

export interface StoredImage {
  /** As every store knows it: "docker.io/library/busybox:1". */
  name: string
  /** As its own store calls it: "busybox:1". */
  reference: string
  /** Bytes, uncompressed as far as the store tells. */
  size: number
  /** Whether a container of the node uses it. */
  used: boolean
  /** Its store does not have all of it any more, so it cannot be taken out. */
  incomplete?: boolean
}
