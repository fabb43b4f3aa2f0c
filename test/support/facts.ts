import { readFileSync } from 'node:fs'
import { parseFacts } from '../../scripts/lib/facts/facts.ts'
import type { Facts } from '../../scripts/lib/facts/facts.ts'

/** Facts of a real node, from what probe.sh printed on it: see test/facts/fixtures. */
export function factsOf(fixture: string): Facts {
  const text = readFileSync(new URL(`../facts/fixtures/${fixture}.txt`, import.meta.url), 'utf8')
  return parseFacts(text, 0)
}
