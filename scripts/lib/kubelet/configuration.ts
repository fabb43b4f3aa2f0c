import { isMap, isScalar, parseDocument } from 'yaml'

/**
 * Sets one top-level string of a KubeletConfiguration (or another YAML mapping). Everything else in the text,
 * comments and layout too, stays as it is, byte for byte. Throws where the text is not a YAML mapping.
 */
export function setTopLevel(text: string, key: string, value: string): string {
  const document = parseDocument(text)
  if (document.errors.length > 0) throw new Error(document.errors[0]?.message.split('\n')[0])
  if (document.contents !== null && !isMap(document.contents)) throw new Error('expected a mapping')
  const pair = document.contents?.items.find(item => isScalar(item.key) && item.key.value === key)
  if (pair === undefined) return append(text, `${key}: ${value}\n`)
  const range = isScalar(pair.value) ? pair.value.range : undefined
  if (range === undefined || range === null) throw new Error(`expected ${key} to be a plain value`)
  const [start, end] = range
  const separator = /[:]$/u.test(text.slice(0, start)) ? ' ' : ''
  return text.slice(0, start) + separator + value + text.slice(end)
}

function append(text: string, line: string): string {
  return text === '' || text.endsWith('\n') ? text + line : `${text}\n${line}`
}
