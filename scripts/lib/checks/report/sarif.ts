import { createHash } from 'node:crypto'
import type { Audit } from '../audit.ts'
import { gaps } from '../audit.ts'
import type { Severity } from '../check.ts'
import { fingerprint } from '../reported.ts'
import type { Reported } from '../reported.ts'
import type { CheckText } from '../list.ts'

/** SARIF 2.1.0, as code hosts and editors read it. */
export function sarifReport(audit: Audit, checks: readonly CheckText[]): string {
  const report = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'refit check', rules: checks.map(rule) } },
        results: [
          ...audit.findings.map(finding => result(finding)),
          ...audit.waived.map(({ finding, waiver }) => ({
            ...result(finding),
            suppressions: [{ kind: 'external', justification: waiver.reason }],
          })),
        ],
        invocations: [
          {
            executionSuccessful: gaps(audit).length === 0,
            toolExecutionNotifications: audit.unread.map(({ subject, message, expected }) => ({
              level: expected ? 'note' : 'error',
              message: { text: `${subject}: ${message}` },
            })),
          },
        ],
      },
    ],
  }
  return `${JSON.stringify(report, undefined, 2)}\n`
}

const levels = { blocker: 'error', warning: 'warning', note: 'note' } as const satisfies Record<
  Severity,
  string
>

function rule({ id, title, why, fix, severity, sources = [] }: CheckText): object {
  return {
    id,
    shortDescription: { text: title },
    fullDescription: { text: why },
    help: { text: fix },
    ...(sources[0] === undefined ? {} : { helpUri: sources[0] }),
    defaultConfiguration: { level: levels[severity] },
  }
}

function result(finding: Reported): object {
  const { id, severity, message, owner, place } = finding
  const region =
    place?.line === undefined
      ? {}
      : {
          region: {
            startLine: place.line,
            ...(place.column === undefined ? {} : { startColumn: place.column }),
          },
        }
  const inFile = place?.file !== undefined && place.host === undefined
  const location = {
    ...(inFile
      ? { physicalLocation: { artifactLocation: { uri: encodeURI(place.file ?? '') }, ...region } }
      : {}),
    logicalLocations: [
      { fullyQualifiedName: [owner, place?.path].filter(text => text !== undefined).join(' ') },
    ],
  }
  return {
    ruleId: id,
    level: levels[severity],
    message: { text: `${owner}: ${message}` },
    locations: [location],
    partialFingerprints: { 'refitCheck/v1': createHash('sha256').update(fingerprint(finding)).digest('hex') },
  }
}
