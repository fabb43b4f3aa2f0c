import { existsSync } from 'node:fs'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Lab } from './lab.ts'
import { registryLogin } from './registries.ts'
import { $ } from './shell.ts'

/** What the registry with login shows and asks for; paths. */
export interface RegistryIdentity {
  authority: string
  certificate: string
  key: string
  passwords: string
}

export function registryIdentity({ directory }: Lab): RegistryIdentity {
  const file = (name: string) => join(directory, 'registry', name)
  return {
    authority: file('ca.crt'),
    certificate: file('tls.crt'),
    key: file('tls.key'),
    passwords: file('htpasswd'),
  }
}

/** Makes an authority, a certificate that it signs, and the file of passwords: once, the same until `lab down`. */
export async function makeRegistryIdentity(lab: Lab): Promise<RegistryIdentity> {
  const identity = registryIdentity(lab)
  if (existsSync(identity.passwords)) return identity
  await mkdir(join(lab.directory, 'registry'), { recursive: true })
  const request = 'req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 3650'.split(' ')
  const authorityKey = `${identity.authority}.key`
  await $`openssl ${request} -keyout ${authorityKey} -out ${identity.authority} -subj ${`/CN=refit lab ${lab.name}`}`
  const name = lab.network.hostAddress
  await $`openssl ${request} -CA ${identity.authority} -CAkey ${authorityKey} -keyout ${identity.key} -out ${identity.certificate} -subj /CN=${name} -addext subjectAltName=IP:${name} -addext basicConstraints=critical,CA:FALSE`
  await writeFile(identity.passwords, `${registryLogin.user}:${await bcrypt(registryLogin.password)}\n`)
  return identity
}

/** The trust that a node needs, in PEM. */
export function registryAuthority(lab: Lab): Promise<string> {
  return readFile(registryIdentity(lab).authority, 'utf8')
}

/** By perl, which every Debian has: Node's crypto knows no bcrypt, and the registry nothing else. */
async function bcrypt(password: string): Promise<string> {
  const { stdout } =
    await $`perl -e ${'print crypt($ARGV[0], q($2y$05$) . q(refitlabrefitlabrefitO))'} ${password}`
  return stdout
}
