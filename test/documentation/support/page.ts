import { readFileSync } from 'node:fs'

/** The text of a file of the project, by its path in it. */
export function read(file: string): string {
  return readFileSync(new URL(`../../../${file}`, import.meta.url), 'utf8')
}

/** The examples of a page, in order: what stands between ``` of this language. */
export function examples(page: string, language: string): string[] {
  const fences = page.matchAll(/^```(\w*)\n(.*?)^```$/gmsu)
  return [...fences].filter(([, word]) => word === language).map(([, , example = '']) => example)
}
