import { $ } from './shell.ts'
import { z } from 'zod'

/** zx with the settings that a build of a single module needs, in its folder. */
export function goIn(source: string) {
  return $({
    cwd: source,
    env: { ...process.env, GOWORK: 'off', GOFLAGS: '-mod=mod -buildvcs=false', CGO_ENABLED: '0' },
  })
}

const moduleInfo = z.looseObject({ Dir: z.string() })

/** Puts a writable copy of a published Go module, without what its authors vendored, into the folder `source`. */
export async function copyModule(path: string, version: string, source: string): Promise<void> {
  const download = await $({
    env: { ...process.env, GOFLAGS: '' },
  })`go mod download -json ${path}@v${version}`
  await $`cp -r --no-preserve=mode ${moduleInfo.parse(download.json()).Dir} ${source}`
  await $`rm -rf ${source}/vendor ${source}/go.work ${source}/go.work.sum`
}
