import { wrap } from '../report/words.ts'
import type { Command, Option } from './options.ts'

/** What `--help` prints, from the same declaration that parses. `script` is the path as one would type it. */
export function helpText(command: Command, script: string, width = 80): string {
  const { name, summary, options, positionals = [], examples = [] } = command
  const rows = [
    ...positionals.map(({ placeholder, description }) => [placeholder, description] as const),
    ...Object.entries(options).map(
      ([option, declared]) => [shortFlag(declared) + flag(option, declared), about(declared)] as const,
    ),
  ]
  const column = Math.min(28, Math.max(...rows.map(([left]) => left.length)))
  return [
    `${name}: ${summary}`,
    '',
    `npx zx ${script} ${usage(command)}`,
    '',
    ...rows.flatMap(([left, right]) => row(left, right, column, width)),
    ...(examples.length > 0 ? ['', ...examples.map(example => `example: ${example}`)] : []),
    '',
  ].join('\n')
}

function usage({ options, positionals = [] }: Command): string {
  const required = Object.entries(options).filter(
    ([, option]) => option.type !== 'boolean' && option.required,
  )
  const words = positionals.map(({ placeholder, optional, rest }) => {
    const word = rest ? `${placeholder}...` : placeholder
    return optional ? `[${word}]` : word
  })
  return [...required.map(([name, option]) => flag(name, option)), '[OPTIONS]', ...words].join(' ')
}

function flag(name: string, option: Option): string {
  return option.type === 'boolean' ? `--${name}` : `--${name} ${option.placeholder}`
}

function shortFlag({ short }: Option): string {
  return short === undefined ? '' : `-${short}, `
}

function about(option: Option): string {
  const choices =
    option.type === 'string' && option.choices !== undefined ? ` (${option.choices.join(', ')})` : ''
  const repeated = option.type === 'string' && option.multiple ? ' (may be repeated)' : ''
  const preset =
    option.type !== 'boolean' && option.default !== undefined ? ` (default ${option.default})` : ''
  return `${option.description}${choices}${repeated}${preset}`
}

function row(left: string, right: string, column: number, width: number): string[] {
  const [first = '', ...rest] = wrap(right, width - column - 4)
  const start =
    left.length > column
      ? [`  ${left}`, `  ${' '.repeat(column)}  ${first}`]
      : [`  ${left.padEnd(column)}  ${first}`]
  return [...start, ...rest.map(line => `  ${' '.repeat(column)}  ${line}`)]
}
