import { spawn } from 'node:child_process'
import { mkdir, open, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { RefitError } from '../scripts/lib/errors.ts'
import type { Lab } from './lab.ts'
import { poll } from './poll.ts'
import { findByArgument, listProcesses } from './processes.ts'
import type { Process } from './processes.ts'
import type { Registries } from './registries.ts'
import { makeRegistryIdentity } from './registry-identity.ts'
import type { RegistryIdentity } from './registry-identity.ts'
import { tcpAnswers } from './tcp-answers.ts'
import { together } from './together.ts'

const program = 'docker-registry'

const names = ['insecure', 'mirror', 'login'] as const satisfies (keyof Registries)[]

/** Starts those of the lab's registries that do not run. What one of them has, all of them have. */
export async function startRegistries(lab: Lab): Promise<void> {
  const identity = await makeRegistryIdentity(lab)
  await together(names.map(name => startRegistry(lab, name, identity)))
}

export async function stopRegistries(lab: Lab): Promise<void> {
  for (const { pid } of await registryProcesses(lab)) process.kill(pid, 'SIGKILL')
  await poll('The registries to end', 10, async () => (await registryProcesses(lab)).length === 0)
}

/** Whether all of them answer. */
export async function registriesAnswer({ registries }: Lab): Promise<boolean> {
  const answers = await Promise.all(Object.values(registries).map(tcpAnswers))
  return answers.every(Boolean)
}

async function startRegistry(lab: Lab, name: keyof Registries, identity: RegistryIdentity): Promise<void> {
  if (await registryProcess(lab, name)) return
  const folder = join(lab.directory, 'registry')
  await mkdir(folder, { recursive: true })
  // JSON is YAML.
  await writeFile(settingsFile(lab, name), JSON.stringify(settings(lab, name, identity), null, 2))
  const log = await open(join(folder, 'log'), 'a')
  const child = spawn(lab.registryProgram, ['serve', settingsFile(lab, name)], {
    detached: true,
    stdio: ['ignore', log.fd, log.fd],
    env: { PATH: process.env.PATH, OTEL_TRACES_EXPORTER: 'none' },
  })
  child.unref()
  await log.close()
  await poll(`The registry on ${lab.registries[name]} to answer`, 20, () => {
    if (child.exitCode !== null)
      throw new RefitError(`The registry ended at once; see ${join(folder, 'log')}.`)
    return tcpAnswers(lab.registries[name])
  })
}

function settings(lab: Lab, name: keyof Registries, identity: RegistryIdentity): object {
  const { certificate, key, passwords } = identity
  const tls = { certificate, key }
  return {
    version: '0.1',
    log: { level: 'warn' },
    storage: {
      filesystem: { rootdirectory: join(lab.directory, 'registry', 'data') },
      delete: { enabled: true },
    },
    http: { addr: lab.registries[name], ...(name === 'login' && { tls }) },
    ...(name === 'login' && { auth: { htpasswd: { realm: 'refit lab', path: passwords } } }),
  }
}

async function registryProcesses(lab: Lab): Promise<Process[]> {
  const ours = (word: string) => word.startsWith(join(lab.directory, 'registry', '/'))
  return (await listProcesses()).filter(
    ({ arguments: words }) => words[0]?.endsWith(program) === true && words.some(ours),
  )
}

const settingsFile = (lab: Lab, name: keyof Registries) => join(lab.directory, 'registry', `${name}.yml`)

const registryProcess = (lab: Lab, name: keyof Registries) => findByArgument(program, settingsFile(lab, name))
