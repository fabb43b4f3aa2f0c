import { harmlessLines } from '../../report/harmless.ts'
import type { Audit } from '../audit.ts'
import { gaps } from '../audit.ts'
import type { Reported } from '../reported.ts'
import { placeText } from './group.ts'

/** JUnit XML, as CI systems read it: a blocker is a failed test, what was not read an error, all else a passed one. */
export function junitReport(audit: Audit, ids: readonly string[]): string {
  const byId = Map.groupBy(audit.findings, ({ id }) => id)
  const cases = ids.map(id => testCase(id, byId.get(id) ?? []))
  const failures = audit.findings.filter(({ severity }) => severity === 'blocker').length
  const errors = gaps(audit).map(
    ({ subject, message }) =>
      `    <testcase classname="refit.check" name="${xml(subject)}">\n      <error message="${xml(message)}"/>\n    </testcase>`,
  )
  const all = [...cases.flat(), ...errors]
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<testsuites>',
    `  <testsuite name="refit check" tests="${all.length}" failures="${failures}" errors="${errors.length}" timestamp="${xml(audit.created)}">`,
    ...all,
    '  </testsuite>',
    '</testsuites>',
    '',
  ].join('\n')
}

function testCase(id: string, found: readonly Reported[]): string[] {
  const name = `    <testcase classname="refit.check.${id}"`
  if (found.length === 0) return [`${name} name="${id}"/>`]
  return found.map(finding => {
    const { owner, message, severity, fix } = finding
    const said = xml(`${message} ${placeText(finding.place)}\nfix: ${fix}`)
    const body =
      severity === 'blocker'
        ? `<failure type="blocker" message="${xml(message)}">${said}</failure>`
        : `<system-out>${severity}: ${said}</system-out>`
    return `${name} name="${xml(owner)}">\n      ${body}\n    </testcase>`
  })
}

/** Text for XML 1.0, which has no way to write most control characters. */
function xml(text: string): string {
  return harmlessLines(text)
    .replaceAll(/[\uFFFE\uFFFF]/gu, '\u{FFFD}')
    .replaceAll(/[&<>"']/gu, character => `&#${character.codePointAt(0)};`)
}
