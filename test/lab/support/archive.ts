import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** Packs programs of REFIT_LAB_BIN, by their names, into a folder of an archive, and gives what an inventory says of it. */
export function archiveOf(
  folder: string,
  place: string,
  programs: readonly string[],
  version: string,
): { archive: string; sha256: string; version: string } {
  mkdirSync(join(folder, place), { recursive: true })
  for (const name of programs) {
    const packed = join(process.env['REFIT_LAB_BIN'] ?? '', `${name}.xz`)
    const content = execFileSync('xz', ['--decompress', '--stdout', packed], { maxBuffer: 1 << 28 })
    writeFileSync(join(folder, place, name), content)
    chmodSync(join(folder, place, name), 0o755)
  }
  const [top = place] = place.split('/')
  const archive = join(folder, `${top}-${version}.tar.gz`)
  execFileSync('tar', ['-czf', archive, '-C', folder, top])
  return { archive, sha256: createHash('sha256').update(readFileSync(archive)).digest('hex'), version }
}
