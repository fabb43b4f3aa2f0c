import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { $ } from './shell.ts'
import { cached } from './cache.ts'
import type { CacheOptions } from './cache.ts'
import { copyModule, goIn } from './go-module.ts'

/** To be raised when the build below makes something else of the same inputs. */
const recipeVersion = '1'

const programs = ['containerd', 'containerd-shim-runc-v2', 'ctr']

/**
 * The path of `containerd-VERSION-linux-amd64.tar.gz`, with its checksum beside it: as an operator has it from the
 * project's release page, programs in `bin`. Built from the Go module proxy; the version has no leading v.
 */
export async function buildContainerd(version: string, options: CacheOptions): Promise<string> {
  const archive = `containerd-${version}-linux-amd64.tar.gz`
  const folder = await cached(
    `containerd-${version}`,
    [recipeVersion, linkerFlags(version), ...programs],
    options,
    entry =>
      options.progress.step(`Build containerd ${version}`, async () => {
        const source = join(entry, 'source')
        await copyModule('github.com/containerd/containerd/v2', version, source)
        await goIn(
          source,
        )`go build -tags no_btrfs -ldflags ${linkerFlags(version)} -o ${entry}/bin/ ${programs.map(name => `./cmd/${name}`)}`
        await $`tar -C ${entry} --owner=0 --group=0 --mtime=@0 --sort=name -czf ${entry}/${archive} bin`
        await $({ cwd: entry })`sha256sum ${archive} > ${archive}.sha256sum`
        for (const left of ['source', 'bin']) await rm(join(entry, left), { recursive: true })
      }),
  )
  return join(folder, archive)
}

function linkerFlags(version: string): string {
  return `-s -w -X github.com/containerd/containerd/v2/version.Version=v${version}`
}
