import { parseArgs } from 'node:util'
import { exitCodes, RefitError } from '../errors.ts'
import { harmless } from '../report/harmless.ts'
import {
  camelCase,
  type Command,
  type Option,
  type Options,
  type Positional,
  type Values,
} from './options.ts'
import { suggest } from './suggest.ts'

export interface Given<Declared extends Options> {
  values: Values<Declared>
  positionals: string[]
}

/**
 * Reads a command line as its declaration says. An unknown option, a missing or wrong value, a second value
 * where one is wanted and a missing positional are each a RefitError with exit code 64. With `--help` nothing is missing.
 */
export function parseArguments<const Declared extends Options>(
  words: readonly string[],
  command: Command<Declared>,
): Given<Declared> {
  const { tokens, positionals } = parseArgs({
    args: [...words],
    options: Object.fromEntries(
      Object.entries(command.options).map(([name, option]) => [name, nodeOption(option)]),
    ),
    allowPositionals: true,
    tokens: true,
    // Node's own strictness would say it in its own words, and could not suggest what was meant.
    strict: false,
  })
  const given = new Map<string, (string | true)[]>()
  for (const token of tokens) {
    if (token.kind !== 'option') continue
    const { name, rawName, value, inlineValue } = token
    const option = declared(command, name, rawName)
    checkPresence(option, rawName, value, inlineValue)
    given.set(name, [...(given.get(name) ?? []), value ?? true])
  }
  const help = given.has('help')
  const values = Object.entries(command.options).map(([name, option]) => [
    camelCase(name),
    valueOf(name, option, given.get(name) ?? [], help),
  ])
  if (!help) checkPositionals(command.positionals ?? [], positionals)
  // What the loop above has checked against the declaration is what `Values` says of it.
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion
  return { values: Object.fromEntries(values) as Values<Declared>, positionals }
}

function nodeOption({ type, short }: Option): { type: 'boolean' | 'string'; multiple: true; short?: string } {
  const common = { type: type === 'boolean' ? type : 'string', multiple: true } as const
  return short === undefined ? common : { ...common, short }
}

function declared(command: Command, name: string, rawName: string): Option {
  const option = Object.hasOwn(command.options, name) ? command.options[name] : undefined
  if (option !== undefined) return option
  const meant = suggest(name, Object.keys(command.options))
  throw usage(`unknown option ${rawName}`, meant === undefined ? seeHelp : `did you mean --${meant}?`)
}

function checkPresence(
  option: Option,
  rawName: string,
  value: string | undefined,
  inline: boolean | undefined,
): void {
  if (option.type === 'boolean') {
    if (value !== undefined) throw usage(`${rawName} takes no value`, `write ${rawName} alone`)
    return
  }
  if (value === undefined || value === '')
    throw usage(`${rawName} needs a value`, `write ${rawName} ${option.placeholder}`)
  // `--inventory --yes`: the value was forgotten.
  if (inline !== true && value.startsWith('-'))
    throw usage(`${rawName} needs a value before ${value}`, `write ${rawName}=${value} if that is the value`)
}

function valueOf(name: string, option: Option, given: readonly (string | true)[], help: boolean): unknown {
  if (option.type === 'boolean') return given.length > 0
  const values = given.map(value => one(name, option, String(value)))
  if (option.type === 'string' && option.multiple) return values
  if (values.length > 1) throw usage(`--${name} is given ${values.length} times`, 'give it once')
  if (values.length === 0 && option.required && !help)
    throw usage(`--${name} is missing`, `add --${name} ${option.placeholder}`)
  return values[0] ?? option.default
}

function one(name: string, option: Exclude<Option, { type: 'boolean' }>, value: string): string | number {
  if (option.type === 'integer') {
    if (!/^\d{1,9}$/.test(value))
      throw usage(`--${name} ${value} is not a whole number`, `write --${name} ${option.placeholder}`)
    return Number(value)
  }
  if (option.choices !== undefined && !option.choices.includes(value)) {
    const meant = suggest(value, option.choices)
    const question = meant === undefined ? '' : `, did you mean ${meant}?`
    throw usage(`--${name} ${value} is none of ${option.choices.join(', ')}${question}`, seeHelp)
  }
  return value
}

function checkPositionals(expected: readonly Positional[], given: readonly string[]): void {
  const missing = expected.find(({ optional }, index) => !optional && given[index] === undefined)
  if (missing !== undefined) throw usage(`${missing.placeholder} is missing: ${missing.description}`, seeHelp)
  const extra = expected.some(({ rest }) => rest) ? undefined : given[expected.length]
  if (extra !== undefined) throw usage(`"${extra}" is not expected here`, seeHelp)
}

const seeHelp = 'the same command with --help shows what there is'

function usage(message: string, next: string): RefitError {
  return new RefitError(harmless(message), { next: harmless(next), exitCode: exitCodes.usage })
}
