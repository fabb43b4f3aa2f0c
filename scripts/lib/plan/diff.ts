import { FILE_HEADERS_ONLY, formatPatch, structuredPatch, type StructuredPatch } from 'diff'

/**
 * The change of one file as a unified diff: `undefined` before is a new file, `undefined` after a deleted one.
 * Empty when nothing changes. A sensitive file gives one line that says only that it changed.
 */
export function unifiedDiff(
  path: string,
  before: string | undefined,
  after: string | undefined,
  { sensitive = false }: { sensitive?: boolean } = {},
): string {
  if (before === after) return ''
  if (sensitive) return `(sensitive, ${change(before, after)})\n`
  const names = [before === undefined ? '/dev/null' : path, after === undefined ? '/dev/null' : path] as const
  const patch =
    structuredPatch(...names, before ?? '', after ?? '', undefined, undefined, {
      context: 3,
      maxEditLength,
    }) ?? wholePatch(...names, before ?? '', after ?? '')
  return formatPatch(patch, FILE_HEADERS_ONLY)
}

/** Beyond this many edits the search grows with their square and a diff would help nobody: all old, all new. */
const maxEditLength = 4000

function change(before: string | undefined, after: string | undefined): string {
  if (before === undefined) return 'created'
  return after === undefined ? 'deleted' : 'changed'
}

function wholePatch(
  oldFileName: string,
  newFileName: string,
  before: string,
  after: string,
): StructuredPatch {
  const [removed, added] = [sided('-', before), sided('+', after)]
  const hunk = {
    oldStart: 1,
    oldLines: lineCount(removed),
    newStart: 1,
    newLines: lineCount(added),
    lines: [...removed, ...added],
  }
  return { oldFileName, newFileName, oldHeader: undefined, newHeader: undefined, hunks: [hunk] }
}

function sided(sign: string, text: string): string[] {
  if (text === '') return []
  const lines = text.replace(/\n$/, '').split('\n')
  return [...lines.map(line => sign + line), ...(text.endsWith('\n') ? [] : ['\\ No newline at end of file'])]
}

function lineCount(lines: string[]): number {
  return lines.filter(line => !line.startsWith('\\')).length
}
