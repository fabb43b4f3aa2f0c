import { readFileSync, writeFileSync } from 'node:fs'
import type { ExecutionContext } from 'ava'

/** Compares a text with a file beside the test; `UPDATE_GOLDEN=1` writes the file instead, to be looked at in the diff. */
export function golden(t: ExecutionContext, file: URL, text: string): void {
  if (process.env['UPDATE_GOLDEN'] === '1') writeFileSync(file, text)
  t.is(text, readFileSync(file, 'utf8'))
}
