import { counts } from '../audit.ts'
import type { Audit } from '../audit.ts'

/** The report for programs, and for --baseline: version 1. */
export function jsonReport(audit: Audit): string {
  return `${JSON.stringify({ version: 1, summary: counts(audit), ...audit }, undefined, 2)}\n`
}
