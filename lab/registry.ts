import { spawn } from 'node:child_process'
import { mkdir, open, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { RefitError } from '../scripts/lib/errors.ts'
import type { Lab } from './lab.ts'
import { poll } from './poll.ts'
import { findByArgument } from './processes.ts'

const program = 'docker-registry'

/** Starts the lab's registry, plain HTTP on the bridge, if it does not run. */
export async function startRegistry(lab: Lab): Promise<void> {
  if (await registryProcess(lab)) return
  const folder = join(lab.directory, 'registry')
  await mkdir(folder, { recursive: true })
  const settings = {
    version: '0.1',
    log: { level: 'warn' },
    storage: { filesystem: { rootdirectory: join(folder, 'data') }, delete: { enabled: true } },
    http: { addr: lab.registry },
  }
  // JSON is YAML.
  await writeFile(settingsFile(lab), JSON.stringify(settings, null, 2))
  const log = await open(join(folder, 'log'), 'a')
  const child = spawn(lab.registryProgram, ['serve', settingsFile(lab)], {
    detached: true,
    stdio: ['ignore', log.fd, log.fd],
    env: { PATH: process.env.PATH, OTEL_TRACES_EXPORTER: 'none' },
  })
  child.unref()
  await log.close()
  await poll(`The registry on ${lab.registry} to answer`, 20, async () => {
    if (child.exitCode !== null)
      throw new RefitError(`The registry ended at once; see ${join(folder, 'log')}.`)
    return fetch(`http://${lab.registry}/v2/`).then(
      answer => answer.ok,
      () => false,
    )
  })
}

export async function stopRegistry(lab: Lab): Promise<void> {
  const running = await registryProcess(lab)
  if (!running) return
  process.kill(running.pid, 'SIGKILL')
  await poll('The registry to end', 10, async () => (await registryProcess(lab)) === undefined)
}

const settingsFile = (lab: Lab) => join(lab.directory, 'registry', 'config.yml')

const registryProcess = (lab: Lab) => findByArgument(program, settingsFile(lab))
