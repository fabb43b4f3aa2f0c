import type { LabNetwork } from './names-and-addresses.ts'

/** The lab's three registries, HOST:PORT each. Three ways to the same images. */
export interface Registries {
  /** Plain HTTP, open to all. */
  insecure: string
  /** Plain HTTP; nodes have it as the mirror of docker.io. */
  mirror: string
  /** TLS with a certificate of the lab's own authority; asks for a login. */
  login: string
}

/** Where the registries of a lab listen: on the machine, on the lab's bridge. Pure. */
export function registriesOf({ hostAddress }: LabNetwork): Registries {
  return { insecure: `${hostAddress}:5000`, mirror: `${hostAddress}:5001`, login: `${hostAddress}:5443` }
}

/** Busybox under the name that only this registry can serve: a pull of it proves the way there. Pure. */
export function registryImages({ insecure, login }: Registries): Record<keyof Registries, string> {
  return {
    insecure: `${insecure}/lab/busybox:1`,
    mirror: 'docker.io/library/mirrored:1',
    login: `${login}/private/busybox:1`,
  }
}

/** Who may log in. The registry is on a bridge of this machine's own, and has nothing in it but busybox. */
export const registryLogin = { user: 'lab', password: 'not-a-secret' }
