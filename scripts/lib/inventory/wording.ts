import { z } from 'zod'
import { didYouMean } from './suggest.ts'

/**
 * Says what a schema found in the words of someone who writes YAML. Where a schema has words of its own, those
 * stand. Several unknown keys of one map are one issue, so they get one line each, in the order of its keys.
 */
export function wording(issue: z.core.$ZodRawIssue): string | undefined {
  switch (issue.code) {
    case 'invalid_type':
      return `expected ${typeNames[issue.expected] ?? issue.expected}${typeHint(issue.expected, issue.input)}`
    case 'invalid_value':
      return `expected ${issue.values
        .map(String)
        .join(', ')
        .replace(/, ([^,]*)$/, ' or $1')}`
    case 'unrecognized_keys':
      return issue.keys.map(key => unknownKey(key, keysOf(issue.inst))).join('\n')
    default:
      return undefined
  }
}

const typeNames: Record<string, string> = {
  string: 'a string',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'a map',
  record: 'a map',
}

/** How the value came to have another type than it was meant to have. */
function typeHint(expected: string, input: unknown): string {
  if (input === null) return ', and there is nothing'
  if (expected === 'string' && typeof input === 'number') return ', and YAML reads this as a number: quote it'
  if (expected === 'string' && typeof input === 'boolean')
    return `, and YAML reads this as ${input}: quote it`
  if (expected === 'boolean' && typeof input === 'string') return ' (yes, no, on and off are strings)'
  if (expected === 'number' && typeof input === 'string' && /^\d+$/.test(input)) return ', without quotes'
  return ''
}

const unknownKey = (key: string, known: readonly string[]): string =>
  `unknown key${didYouMean(ansibleNames.get(key) ?? key, known)}`

const ansibleNames = new Map([
  ['ansible_host', 'address'],
  ['ansible_port', 'port'],
  ['ansible_user', 'user'],
  ['ansible_ssh_private_key_file', 'identityFile'],
  ['ansible_become', 'sudo'],
  ['ansible_become_password', 'sudoPassword'],
])

const keysOf = (schema: unknown): string[] => (schema instanceof z.ZodObject ? Object.keys(schema.shape) : [])
