import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { $ } from './shell.ts'
import { cached } from './cache.ts'
import type { CacheOptions } from './cache.ts'
import { copyModule, goIn } from './go-module.ts'

/** To be raised when the build below makes something else of the same inputs. */
const recipeVersion = '1'

/** Without C libraries: signatures by Go's own openpgp, and no storage that needs a header of the kernel's. */
const tags = 'containers_image_openpgp exclude_graphdriver_btrfs exclude_graphdriver_devicemapper'

/**
 * Paths, by name, of the static programs `crio` and `pinns`, built from the Go module proxy. That has the module up
 * to 1.23; later ones are named otherwise than they are tagged, and come from REFIT_LAB_BIN.
 */
export async function buildCrio(version: string, options: CacheOptions): Promise<Record<string, string>> {
  const folder = await cached(`crio-${version}`, [recipeVersion, tags, linkerFlags], options, entry =>
    options.progress.step(`Build CRI-O ${version}`, async () => {
      const source = join(entry, 'source')
      await copyModule('github.com/cri-o/cri-o', version, source)
      await goIn(source)`go build -tags ${tags} -ldflags ${linkerFlags} -o ${entry}/crio ./cmd/crio`
      const pinns = join(source, 'pinns', 'src')
      await $`gcc -static -Os -s -std=c99 -o ${entry}/pinns ${pinns}/pinns.c ${pinns}/sysctl.c`
      await rm(source, { recursive: true })
    }),
  )
  return Object.fromEntries(['crio', 'pinns'].map(name => [name, join(folder, name)]))
}

/** Go's linker since 1.23 refuses what old dependencies do with the standard library's insides, hence the last flag. */
const linkerFlags = '-s -w -checklinkname=0'
