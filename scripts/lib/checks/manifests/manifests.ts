import type { Configuration } from '../configuration/configuration.ts'
import { configurationsOf } from '../configuration/configuration.ts'
import { isRecord } from '../loose.ts'
import type { Unread } from '../unread.ts'
import { workloadsOf } from '../workload/workload.ts'
import type { Source, Workload } from '../workload/workload.ts'
import { documentsOf } from './documents.ts'
import type { ManifestDocument } from './documents.ts'
import { rangeOf } from './position.ts'

/** Who is told of what stands in a manifest, document by document. */
export interface ManifestReader {
  workload: (workload: Workload) => void
  configuration: (configuration: Configuration) => void
  unread: (unread: Unread) => void
}

/** Reads the text of a file, one document at a time. Never throws for what stands in it. */
export function readManifest({ file, isTemplate, text }: ManifestText, reader: ManifestReader): void {
  const hasActions = text.includes('{{') && text.includes('}}')
  if (isTemplate && hasActions) return readTemplate(file, text, reader)
  for (const document of documentsOf(text)) {
    if ('problem' in document) {
      if (hasActions) return readTemplate(file, text, reader)
      reader.unread({ subject: `${file}:${document.line}`, message: document.problem, expected: false })
    } else readDocument(file, document, reader)
  }
}

/** A file that was read, and whether it stands below templates/ of a chart. */
export interface ManifestText {
  file: string
  isTemplate: boolean
  text: string
}

// Its values are not known, so only its text can be looked at.
function readTemplate(file: string, text: string, { unread, configuration }: ManifestReader): void {
  unread({
    subject: file,
    message: 'a template that is not rendered: only its text was searched',
    expected: true,
  })
  const lines = text.split('\n')
  lines.forEach((line, index) => {
    if (/^\s*#/u.test(line)) return
    configuration({
      owner: file,
      key: 'the template',
      text: line,
      place: excerpt => ({ file, line: index + 1, column: Math.max(line.indexOf(excerpt), 0) + 1 }),
    })
  })
}

function readDocument(
  file: string,
  parsed: Exclude<ManifestDocument, { problem: string }>,
  reader: ManifestReader,
): void {
  const { document, text, lines } = parsed
  const source: Source = {
    value: parsed.value,
    place: (path, excerpt) => {
      const [start, end] = rangeOf(document, path)
      const within = excerpt === undefined ? -1 : text.slice(start, end).indexOf(excerpt)
      return { file, ...lines(start + Math.max(within, 0)) }
    },
  }
  for (const one of objectsIn(source)) {
    workloadsOf(one).forEach(reader.workload)
    configurationsOf(one, file).forEach(reader.configuration)
  }
}

/** The objects of a List each by itself. */
function objectsIn({ value, place }: Source): Source[] {
  const items =
    isRecord(value) && typeof value['kind'] === 'string' && value['kind'].endsWith('List')
      ? value['items']
      : undefined
  if (!Array.isArray(items)) return [{ value, place }]
  return items.map((item, index) => ({
    value: item,
    place: (path, excerpt) => place(['items', index, ...path], excerpt),
  }))
}
