import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { $ } from './shell.ts'
import { cached, contentOf } from './cache.ts'
import type { CacheOptions } from './cache.ts'
import { recipes } from './paths.ts'

/** A folder with the lab's own two programs, both static: `pause` and `runc-wrapper`. */
export async function buildTools(options: CacheOptions): Promise<string> {
  const inputs = [
    await readFile(join(recipes, 'pause.c'), 'utf8'),
    ...(await contentOf(join(recipes, 'runc-wrapper'))),
  ]
  return cached('tools', inputs, options, folder =>
    options.progress.step('Build pause and the runc wrapper', async () => {
      await $`gcc -static -Os -s -o ${folder}/pause ${recipes}/pause.c`
      const go = $({
        cwd: join(recipes, 'runc-wrapper'),
        env: { ...process.env, GOWORK: 'off', CGO_ENABLED: '0' },
      })
      await go`go build -buildvcs=false -ldflags ${'-s -w'} -o ${folder}/runc-wrapper .`
    }),
  )
}
