import { Secret } from '../secret.ts'
import { localFiles } from './files.ts'
import { askHidden } from './hidden-prompt.ts'
import type { Host } from './model.ts'
import type { PasswordReference } from './password.ts'
import { readPassword, type PasswordSources } from './password-sources.ts'

/**
 * How a host's sudo password is had, if it has one: it is read when it is asked for, and once for all hosts that refer
 * to the same place. What was read is added to `secrets`, to be masked wherever it would be printed.
 */
export function passwordReader({
  secrets,
  environment = process.env,
  files = localFiles,
  ask = question => askHidden(question, process.stdin, process.stderr),
}: { secrets: { add(secret: Secret): unknown } } & Partial<PasswordSources>): (
  host: Host,
) => (() => Promise<Secret>) | undefined {
  const known = new Map<string, Promise<Secret>>()
  const read = async (reference: PasswordReference): Promise<Secret> => {
    const secret = new Secret(await readPassword(reference, { environment, files, ask }))
    secrets.add(secret)
    return secret
  }
  return ({ settings: { sudoPassword: reference } }) =>
    reference &&
    (() => {
      const place = JSON.stringify(reference)
      const secret = known.get(place) ?? read(reference)
      known.set(place, secret)
      return secret
    })
}
