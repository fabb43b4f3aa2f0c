import { matchPart, type Match } from './limit-match.ts'
import type { Inventory } from './model.ts'

/** Looks up what a file lists: on each line a host, a group or a glob; `#` begins a comment. */
export function matchFile(inventory: Inventory, path: string, readFile: (path: string) => string): Match {
  const text = textOf(path, readFile)
  if (text === undefined) return { names: new Set(), problems: [`cannot read the file "${path}"`] }
  const lines = text.split(/\r?\n/).map(line => line.replace(/(?:^|\s)#.*$/, '').trim())
  const matches = lines.flatMap((line, index) =>
    line === '' ? [] : [{ ...matchPart(inventory, line), at: index + 1 }],
  )
  if (matches.length === 0) return { names: new Set(), problems: [`the file "${path}" names no host`] }
  return {
    names: new Set(matches.flatMap(({ names }) => [...names])),
    problems: matches.flatMap(({ problems, at }) => problems.map(problem => `${path}:${at} ${problem}`)),
  }
}

function textOf(path: string, readFile: (path: string) => string): string | undefined {
  try {
    return readFile(path)
  } catch {
    return undefined
  }
}
