import { isDeepStrictEqual } from 'node:util'
import { isMap, isScalar, parse, parseDocument, stringify } from 'yaml'
import type { YAMLMap } from 'yaml'

/**
 * Sets one top-level value of a KubeletConfiguration (or another YAML mapping). Everything else in the text,
 * comments and layout too, stays as it is, byte for byte. Throws where the text is not one YAML mapping in
 * block style, and where the result would not say what the text said and the key.
 */
export function setTopLevel(text: string, key: string, value: string | number | boolean): string {
  const document = parseDocument(text)
  if (document.errors.length > 0) throw new Error(document.errors[0]?.message.split('\n')[0])
  const { contents } = document
  if (contents !== null && !isMap(contents)) throw new Error('expected a mapping')
  if (contents?.flow === true) throw new Error('expected a mapping in block style, not in braces')
  // A string of digits is a number unless it is in quotes.
  const result = withValue(text, contents, key, stringify(value, { lineWidth: 0 }).trimEnd())
  const expected: unknown = Object.assign({}, document.toJS(), { [key]: value })
  if (isDeepStrictEqual(parsed(result), expected)) return result
  throw new Error(`${key} cannot be set without a change to the rest`)
}

/** Whether one of its top-level keys is this one; not where the text is no YAML mapping. */
export function hasTopLevel(text: string, key: string): boolean {
  const document = parseDocument(text)
  return document.errors.length === 0 && isMap(document.contents) && document.contents.has(key)
}

function withValue(text: string, contents: YAMLMap | null, key: string, value: string): string {
  const pair = contents?.items.find(item => isScalar(item.key) && item.key.value === key)
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

function parsed(text: string): unknown {
  try {
    return parse(text)
  } catch {
    return undefined
  }
}
