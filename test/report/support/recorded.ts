import { readFileSync } from 'node:fs'
import { recording, type Recording } from '../../../scripts/lib/report/recording.ts'

/** The recorded run: n2 is migrated, n1 fails to verify and is rolled back. */
export function recordedMigration(): Recording {
  return recording(readFileSync(new URL('../fixtures/migration.ndjson', import.meta.url), 'utf8'))
}
