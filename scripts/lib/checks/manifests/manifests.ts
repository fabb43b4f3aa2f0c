import type { Configuration } from '../configuration/configuration.ts'
import { configurationsOf } from '../configuration/configuration.ts'
import { isRecord } from '../loose.ts'
import type { Unread } from '../unread.ts'
import { workloadsOf } from '../workload/workload.ts'
import type { Source, Workload } from '../workload/workload.ts'
import { documentsOf } from './documents.ts'
import type { ManifestDocument } from './documents.ts'
import { manifestFiles } from './files.ts'
import { rangeOf } from './position.ts'
import { readStream, readText } from './text.ts'
import type { ManifestText } from './text.ts'

/** Who is told of what stands in manifests, document by document. */
export interface ManifestReader {
  /** Called with each file, before what is in it. */
  file: (path: string) => void
  workload: (workload: Workload) => void
  configuration: (configuration: Configuration) => void
  unread: (unread: Unread) => void
}

/** Reads a file, a folder or, for "-", `input`; one file and one document at a time. Never throws for what it reads. */
export async function readManifests(
  root: string,
  input: AsyncIterable<Uint8Array | string>,
  reader: ManifestReader,
): Promise<void> {
  if (root === '-') return readOne('standard input', false, await readStream(input), reader)
  const { files, unread } = await manifestFiles(root)
  for (const one of unread) reader.unread(one)
  for (const { path, isTemplate } of files) readOne(path, isTemplate, await readText(path), reader)
}

function readOne(file: string, isTemplate: boolean, read: ManifestText, reader: ManifestReader): void {
  reader.file(file)
  if ('problem' in read) return reader.unread({ subject: file, message: read.problem, expected: false })
  const { text } = read
  const hasActions = /\{\{[\s\S]*?\}\}/u.test(text)
  if (isTemplate && hasActions) return readTemplate(file, text, reader)
  for (const document of documentsOf(text)) {
    if ('problem' in document) {
      if (hasActions) return readTemplate(file, text, reader)
      reader.unread({ subject: `${file}:${document.line}`, message: document.problem, expected: false })
    } else readDocument(file, document, reader)
  }
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
