import { RefitError, exitCodes, messageOf } from '../errors.ts'
import type { Change } from '../plan/change.ts'
import { readArtifact } from './read-artifact.ts'

/** The changes, with the size of each archive. Throws a RefitError where one is not there, or not what it should be. */
export function measured(changes: readonly Change[]): Promise<Change[]> {
  return Promise.all(
    changes.map(async one => {
      if (one.type !== 'artifact') return one
      const { length } = await readArtifact(one).catch((error: unknown) => {
        throw new RefitError(messageOf(error), {
          state: 'Nothing was changed.',
          next: 'Set its path and its sha256 right in the inventory.',
          exitCode: exitCodes.usage,
          cause: error,
        })
      })
      return { ...one, size: length }
    }),
  )
}
