import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'
import type { ExecutionContext, TestFn } from 'ava'

/** A shell that nodes have as /bin/sh. */
export interface Shell {
  name: string
  /** What a link named `sh` has to point at. */
  program: string
}

const candidates: readonly Shell[] = [
  { name: 'dash', program: 'dash' },
  { name: 'busybox ash', program: 'busybox' },
  { name: 'bash', program: 'bash' },
]

/** Declares one test for each shell; where a shell is not installed, the test says so and checks nothing. */
export function inEachShell(
  test: TestFn,
  title: string,
  body: (t: ExecutionContext, shell: Shell) => Promise<void>,
): void {
  for (const shell of candidates) {
    const program = find(shell.program)
    if (program === undefined)
      test(`${shell.name}: ${title} (skipped)`, t => skip(t, `${shell.program} is not here`))
    else test(`${shell.name}: ${title}`, t => body(t, { ...shell, program }))
  }
}

/** Declares one test, in one of the shells that are installed: for rows of a table that differ in no word of shell. */
export function inOneShell(
  test: TestFn,
  row: number,
  title: string,
  body: (t: ExecutionContext, shell: Shell) => Promise<void>,
): void {
  const shells = installedShells()
  const shell = shells[row % shells.length]
  if (shell === undefined) test(`${title} (skipped)`, t => skip(t, 'no shell is here'))
  else test(`${shell.name}: ${title}`, t => body(t, shell))
}

/** The shells of `candidates` that are installed, with their paths. */
export function installedShells(): Shell[] {
  return candidates.flatMap(shell => {
    const program = find(shell.program)
    return program === undefined ? [] : [{ ...shell, program }]
  })
}

export function skip(t: ExecutionContext, reason: string): void {
  t.log(`skipped: ${reason}`)
  t.pass()
}

/** Where a program is, if it is on the PATH. */
export function find(program: string): string | undefined {
  return (process.env['PATH'] ?? '')
    .split(delimiter)
    .map(directory => join(directory, program))
    .find(isExecutable)
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}
