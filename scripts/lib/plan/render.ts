import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import Handlebars from 'handlebars'
import { RefitError, exitCodes, messageOf } from '../errors.ts'

const builtIn = new URL('../../../templates/', import.meta.url)

/**
 * Renders a template by its file name: that of the user's own folder where there is one, else the built-in.
 * Throws a RefitError for a template that is missing, broken, or names something that the context lacks.
 */
export function renderer(ownFolder: string | undefined): (template: string, context: object) => string {
  const handlebars = Handlebars.create()
  handlebars.registerHelper('toml', tomlString)
  const compiled = new Map<string, Handlebars.TemplateDelegate>()
  return (template, context) => {
    const { place, text } = read(template, ownFolder)
    try {
      const render = compiled.get(template) ?? handlebars.compile(text, { noEscape: true, strict: true })
      compiled.set(template, render)
      return render(context)
    } catch (error) {
      throw new RefitError(`${place}: ${messageOf(error).split('\n')[0]}`, {
        state: 'Nothing was changed.',
        exitCode: exitCodes.usage,
        cause: error,
      })
    }
  }
}

function read(template: string, ownFolder: string | undefined): { place: string; text: string } {
  const places = [...(ownFolder === undefined ? [] : [join(ownFolder, template)]), new URL(template, builtIn)]
  for (const place of places) {
    try {
      return { place: String(place), text: readFileSync(place, 'utf8') }
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error
    }
  }
  throw new RefitError(`There is no template ${template}.`, {
    state: 'Nothing was changed.',
    exitCode: exitCodes.usage,
  })
}

/** A TOML basic string. */
function tomlString(value: unknown): string {
  return JSON.stringify(String(value)).replaceAll('\u007F', String.raw`\u007F`)
}
