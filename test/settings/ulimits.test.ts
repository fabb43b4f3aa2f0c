import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test from 'ava'
import { noSettings } from '../../scripts/lib/settings/carried.ts'
import { baseSpecChanges, baseSpecFile, crioUlimits } from '../../scripts/lib/settings/ulimits.ts'
import { shells } from '../support/shells.ts'
import { nodeWith } from './support/facts.ts'

const ulimits = [
  { value: { name: 'nofile', soft: 1024, hard: 4096 }, source: 'default-ulimits' },
  { value: { name: 'core', soft: -1, hard: -1 }, source: 'default-ulimits' },
]
const carried = { ...noSettings, ulimits }
const facts = nodeWith({})

// As `ctr oci spec` prints it, in part.
const spec = {
  ociVersion: '1.2.1',
  process: { cwd: '/', rlimits: [{ type: 'RLIMIT_NOFILE', hard: 1024, soft: 1024 }], noNewPrivileges: true },
  linux: { maskedPaths: ['/proc/acpi'] },
}

test('CRI-O is told a limit as name=soft:hard', t => {
  t.deepEqual(crioUlimits(carried), ['nofile=1024:4096', 'core=-1:-1'])
})

test('without limits there is no file for them', t => {
  t.is(baseSpecFile(noSettings, '1.7.24'), undefined)
  t.deepEqual(baseSpecChanges({ facts, carried: noSettings }, '1.7.24'), [])
})

test('other limits and another containerd make another file', t => {
  const other = { ...carried, ulimits: ulimits.slice(0, 1) }
  const names = [
    baseSpecFile(carried, '1.7.24'),
    baseSpecFile(carried, '2.4.2'),
    baseSpecFile(other, '1.7.24'),
  ]
  t.is(new Set(names).size, 3)
  t.regex(names[0] ?? '', /^\/etc\/containerd\/base-spec-1\.7\.24-[0-9a-f]{8}\.json$/u)
})

test('a file that an earlier migration has made is made no second time', t => {
  const there = nodeWith({ [baseSpecFile(carried, '1.7.24') ?? '']: '{}' })
  t.deepEqual(baseSpecChanges({ facts: there, carried }, '1.7.24'), [])
})

for (const { name, command, installed } of shells) {
  const onThisShell = installed ? test : test.skip
  onThisShell(`under ${name}, the limits of what ctr prints are replaced, and nothing else`, t => {
    const made = make(command, JSON.stringify(spec, undefined, 4))
    t.deepEqual(
      JSON.parse(made.text, (key, value: unknown) => (key === 'rlimits' ? undefined : value)),
      { ...spec, process: { cwd: '/', noNewPrivileges: true } },
    )
    t.regex(made.text, /\{"type": "RLIMIT_NOFILE", "hard": 4096, "soft": 1024\}/u)
    t.regex(made.text, /"RLIMIT_CORE", "hard": 18446744073709551615, /u)
  })

  onThisShell(`under ${name}, a ctr that prints no limits is a failure`, t => {
    t.throws(() => make(command, '{}'), { message: /prints no rlimits/u })
  })
}

/** Runs the script with a ctr that prints this, in a folder of its own. */
function make(command: readonly string[], printed: string): { text: string } {
  const folder = mkdtempSync(join(tmpdir(), 'refit-spec-'))
  try {
    writeFileSync(join(folder, 'printed'), printed)
    writeFileSync(join(folder, 'ctr'), `#!/bin/sh\ncat ${join(folder, 'printed')}\n`, { mode: 0o755 })
    const [change] = baseSpecChanges({ facts, carried }, '2.2.0', join(folder, 'ctr'))
    const script = change?.type === 'command' ? change.script : ''
    const [program = '', ...words] = command
    const own = script.replaceAll('/etc/containerd', folder)
    execFileSync(program, [...words, '-c', own], { stdio: ['ignore', 'pipe', 'pipe'], encoding: 'utf8' })
    const name = (baseSpecFile(carried, '2.2.0') ?? '').replace('/etc/containerd', folder)
    return { text: readFileSync(name, 'utf8') }
  } finally {
    rmSync(folder, { recursive: true })
  }
}
