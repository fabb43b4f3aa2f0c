import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { $ } from './shell.ts'
import { RefitError, exitCodes } from '../scripts/lib/errors.ts'
import { cached } from './cache.ts'
import type { CacheOptions } from './cache.ts'
import type { Profile } from './profile.ts'

/** Where a user finds what no registry serves. */
const releases: Record<string, string> = {
  'cri-dockerd': 'https://github.com/Mirantis/cri-dockerd/releases/tag/v0.4.3',
  crio: 'https://github.com/cri-o/cri-o/releases/tag/v1.36.3',
  pinns: 'https://github.com/cri-o/cri-o/releases/tag/v1.36.3',
  crictl: 'https://github.com/kubernetes-sigs/cri-tools/releases/tag/v1.34.0',
}

/**
 * Paths, by name, of the programs that come from the folder `REFIT_LAB_BIN`: there as NAME.xz, beside a SHA256SUMS
 * of the unpacked files, which is checked. Optional ones that are not there are left out.
 */
export async function unpackBinaries(
  profile: Profile,
  folder: string | undefined,
  options: CacheOptions,
): Promise<Record<string, string>> {
  const has = (name: string) => folder !== undefined && existsSync(join(folder, `${name}.xz`))
  const missing = profile.binaries.required.filter(name => !has(name))
  if (missing.length > 0) throw notThere(profile, missing, folder)
  const wanted = [...profile.binaries.required, ...profile.binaries.optional].filter(has)
  const unpacked = wanted.map(name => unpack(name, folder ?? '', options))
  return Object.fromEntries(await Promise.all(unpacked))
}

function notThere(profile: Profile, names: string[], folder: string | undefined): RefitError {
  const place =
    folder === undefined ? 'REFIT_LAB_BIN is not set' : `${folder} has no ${names.join('.xz, ')}.xz`
  return new RefitError(`The profile ${profile.name} needs ${names.join(' and ')}, and ${place}.`, {
    next: `Take ${names.map(name => `${name} from ${releases[name]}`).join(', ')}, pack each with \`xz\`, write a SHA256SUMS of the unpacked files beside them, and set REFIT_LAB_BIN to that folder.`,
    exitCode: exitCodes.usage,
  })
}

async function unpack(name: string, folder: string, options: CacheOptions): Promise<[string, string]> {
  const sums = await readFile(join(folder, 'SHA256SUMS'), 'utf8')
  const expected = sums
    .split('\n')
    .find(line => line.split(/\s+\*?/)[1] === name)
    ?.split(/\s/)[0]
  if (expected === undefined) throw new RefitError(`${join(folder, 'SHA256SUMS')} does not name ${name}.`)
  const entry = await cached(name, [expected], options, async target => {
    await $`xz --decompress --stdout ${folder}/${name}.xz > ${target}/${name} && chmod 755 ${target}/${name}`
    const found = createHash('sha256')
      .update(await readFile(join(target, name)))
      .digest('hex')
    if (found !== expected)
      throw new RefitError(
        `${join(folder, name)}.xz is not what SHA256SUMS says: ${found} instead of ${expected}.`,
      )
  })
  return [name, join(entry, name)]
}
