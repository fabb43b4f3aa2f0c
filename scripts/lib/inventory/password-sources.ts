import { messageOf } from '../errors.ts'
import type { Files } from './files.ts'
import type { PasswordReference } from './password.ts'
import { refused } from './refused.ts'

/** The world that passwords are read from. */
export interface PasswordSources {
  environment: Readonly<Record<string, string | undefined>>
  files: Pick<Files, 'readWithMode'>
  /** Asks on the terminal, and shows nothing of the answer. */
  ask: (question: string) => Promise<string>
}

/** Reads a password from where a reference says. Rejects where there is none, and where others may read it too. */
export async function readPassword(reference: PasswordReference, sources: PasswordSources): Promise<string> {
  if ('env' in reference) return fromEnvironment(reference.env, sources)
  if ('file' in reference) return fromFile(reference.file, sources)
  return oneLine(await sources.ask('sudo password: '), 'that was given')
}

function fromEnvironment(name: string, { environment }: PasswordSources): string {
  const value = environment[name]
  if (value !== undefined) return oneLine(value, `in the environment variable ${name}`)
  throw refused(
    `the sudo password is to come from the environment variable ${name}, which is not set`,
    `read -rs ${name} && export ${name}`,
  )
}

async function fromFile(path: string, { files }: PasswordSources): Promise<string> {
  const { text, mode } = await files.readWithMode(path).catch((error: unknown) => {
    throw refused(`the sudo password is to come from the file ${path}: ${messageOf(error)}`)
  })
  if ((mode & accessOfOthers) === 0) return oneLine(text.replace(/\r?\n$/, ''), `in ${path}`)
  const shown = (mode & 0o7777).toString(8).padStart(4, '0')
  throw refused(
    `${path} holds the sudo password and is open to other users (mode ${shown})`,
    `chmod 600 ${path}`,
  )
}

/** Reading and writing by all, and writing by the group. A group that may read can be one of operators. */
const accessOfOthers = 0o026

/** sudo reads one line; an empty one would only count as a failed login. */
function oneLine(password: string, where: string): string {
  if (password === '') throw refused(`the sudo password ${where} is empty`)
  if (/[\n\0]/.test(password)) throw refused(`the sudo password ${where} has more than one line`)
  return password
}
