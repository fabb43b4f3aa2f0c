import { appendFile, mkdir, readFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { parseKnownHosts, type KnownHost } from './known-hosts.ts'
import { codeOf } from './system-error.ts'
import type { PublicKey } from './public-key.ts'

/** Reads several known_hosts files as one list. A file that is not there is empty; one that cannot be read is an error. */
export async function readKnownHosts(files: readonly string[]): Promise<readonly KnownHost[]> {
  const texts = await Promise.all(files.map(file => readIfThere(file)))
  return texts.flatMap((text, index) => parseKnownHosts(text, files[index] ?? ''))
}

/** The line that says: this host has this key. */
export function knownHostsLine(name: string, key: PublicKey): string {
  return `${name} ${key.type} ${key.blob.toString('base64')}`
}

/** Adds lines at the end of a known_hosts file, made with mode 0600 where there is none, in one write. */
export async function appendKnownHosts(file: string, lines: readonly string[]): Promise<void> {
  await mkdir(dirname(file), { recursive: true, mode: 0o700 })
  const separator = (await endsInsideLine(file)) ? '\n' : ''
  await appendFile(file, `${separator}${lines.join('\n')}\n`, { mode: 0o600 })
}

async function readIfThere(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8')
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return ''
    throw error
  }
}

/** Whether the last line lacks its newline, so that an appended one would be glued to it. */
async function endsInsideLine(file: string): Promise<boolean> {
  const text = await readIfThere(file)
  return text !== '' && !text.endsWith('\n')
}
