import { existsSync, readFileSync } from 'node:fs'
import { mkdir, statfs } from 'node:fs/promises'
import { which } from 'zx'
import { $ } from './shell.ts'
import { RefitError, exitCodes } from '../scripts/lib/errors.ts'
import type { Progress } from './progress.ts'

interface Options {
  home: string
  cache: string
  install: boolean
  progress: Progress
}

/** A program that the lab calls, and the Debian package that has it. */
const programs: Record<string, string> = {
  'systemd-nspawn': 'systemd-container',
  systemctl: 'systemd',
  mmdebstrap: 'mmdebstrap',
  gcc: 'gcc',
  ip: 'iproute2',
  nsenter: 'util-linux',
  flock: 'util-linux',
  tar: 'tar',
  xz: 'xz-utils',
  ssh: 'openssh-client',
  'ssh-keygen': 'openssh-client',
  openssl: 'openssl',
  perl: 'perl-base',
}

/** What a package has that is no program: static programs need the C library's static half. */
const files: Record<string, string> = { '/usr/include/stdio.h': 'libc6-dev' }

/** In gigabytes: a profile's sources and what is built of them; what two nodes write. */
const spaceForBuilding = 8
const spaceForLab = 4

/** Fails with one sentence where no lab can be, whatever is installed. */
export function checkMachine(): void {
  if (process.platform !== 'linux') throw cannot(`The lab needs Linux, and this is ${process.platform}.`)
  if (process.arch !== 'x64') throw cannot(`The lab is built for x86-64 alone, and this is ${process.arch}.`)
  if (process.getuid?.() !== 0)
    throw cannot('The lab boots machines and needs root.', 'Run the same command again with sudo.')
  if (!mayMount())
    throw cannot(
      'The lab boots machines, and root may not mount anything here: this is a container without CAP_SYS_ADMIN.',
      'Run it on a machine, or in a container that is privileged.',
    )
}

/** Whether this process has CAP_SYS_ADMIN, number 21 of capabilities(7). */
function mayMount(): boolean {
  const effective = /^CapEff:\s*([0-9a-f]+)$/mu.exec(readFileSync('/proc/self/status', 'utf8'))?.[1] ?? '0'
  return ((BigInt(`0x${effective}`) >> 21n) & 1n) === 1n
}

/** Fails with one sentence when something is missing to make a lab; installs it where that is wished. */
export async function checkPrerequisites(options: Options): Promise<void> {
  await checkGo()
  const missing = await missingPackages()
  if (missing.length > 0 && options.install) await install(missing, options.progress)
  else if (missing.length > 0)
    throw cannot(
      `The lab needs packages that are not installed: ${missing.join(', ')}.`,
      `apt-get install ${missing.join(' ')}, or run \`lab up\` with --install.`,
    )
  await checkSpace(options)
}

async function checkGo(): Promise<void> {
  const go = await which('go', { nothrow: true })
  const next = 'Install Go 1.24 or newer from https://go.dev/dl and put it on PATH.'
  if (!go) throw cannot('The lab builds Kubernetes from source, and `go` is not on PATH.', next)
  const { stdout } = await $`${go} env GOVERSION`
  const [, minor = 0] = /^go1\.(\d+)/.exec(stdout.trim())?.map(Number) ?? []
  if (minor < 24) throw cannot(`The lab needs Go 1.24 or newer, and ${go} is ${stdout.trim()}.`, next)
}

async function missingPackages(): Promise<string[]> {
  const wanted = await Promise.all(
    Object.entries(programs).map(async ([program, name]) =>
      (await which(program, { nothrow: true })) ? [] : [name],
    ),
  )
  const absent = Object.entries(files).filter(([file]) => !existsSync(file))
  return [...new Set([...wanted.flat(), ...absent.map(([, name]) => name)])]
}

async function install(packages: string[], progress: Progress): Promise<void> {
  if (!(await which('apt-get', { nothrow: true })))
    throw cannot(`The lab needs ${packages.join(', ')}, and there is no apt-get here to install them with.`)
  await progress.step(`Install ${packages.join(', ')}`, async () => {
    const apt = $({ env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } })
    await apt`apt-get update`
    await apt`apt-get install --yes --no-install-recommends ${packages}`
  })
}

async function checkSpace({ home, cache }: Options): Promise<void> {
  for (const [folder, gigabytes] of [
    [cache, spaceForBuilding],
    [home, spaceForLab],
  ] as const) {
    await mkdir(folder, { recursive: true })
    const { bavail, bsize, type } = await statfs(folder)
    if (type === overlayType)
      throw cannot(
        `${folder} is on an overlay file system, and Docker in a node cannot make its own on top of it.`,
        'Set REFIT_LAB_HOME and REFIT_LAB_CACHE to folders on a disk.',
      )
    const free = (bavail * bsize) / 1e9
    if (free < gigabytes)
      throw cannot(`The lab needs ${gigabytes} GB in ${folder}, and ${free.toFixed(1)} GB are free.`)
  }
}

/** OVERLAYFS_SUPER_MAGIC of linux/magic.h. */
const overlayType = 0x794c7630

function cannot(message: string, next?: string): RefitError {
  return new RefitError(message, { exitCode: exitCodes.usage, ...(next !== undefined && { next }) })
}
