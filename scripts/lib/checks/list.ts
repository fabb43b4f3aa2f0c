import type { Check } from './check.ts'
import { clusterChecks } from './cluster/checks.ts'
import { configurationChecks } from './configuration/checks.ts'
import { nodeChecks } from './node/checks.ts'
import { versionChecks } from './versions/checks.ts'
import { workloadChecks } from './workload/checks.ts'

/** What a check says of itself. */
export type CheckText = Omit<Check<never>, 'run'>

/** Every check there is, in the order of docs/checks.md. */
export const allChecks: readonly CheckText[] = [
  ...workloadChecks,
  ...configurationChecks,
  ...clusterChecks,
  ...nodeChecks,
  ...versionChecks,
]

/** What `--list` prints: id, severity, what it is about and its title, in columns. */
export function listText(checks: readonly CheckText[]): string {
  const rows = checks.map(({ id, severity, about, title }) => [id, severity, about, title])
  const widths = [0, 1, 2].map(column => Math.max(...rows.map(row => row[column]?.length ?? 0)))
  return rows
    .map(row => `${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ')}\n`)
    .join('')
}
