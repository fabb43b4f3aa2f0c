import type { Transaction, TransactionStep } from './transaction.ts'

/**
 * The list that transaction.sh works off: lines of tab-separated fields, which it never gives to a shell to parse.
 * `-` stands for no value, as the shell's `read` cannot see an empty field between two tabs.
 */
export function manifest(transaction: Transaction, checksums: number): string {
  const { id, host, run, owner, from, created, title, onFailure, confirmWithin, meta, steps } = transaction
  const lines: Fields[] = [
    ['refit', 1],
    ['id', id],
    ['host', host],
    ['run', run],
    ['owner', owner],
    ['from', from],
    ['created', created],
    ['title', title],
    ['on-failure', onFailure],
    ['arm', confirmWithin ?? '-'],
    ['checksums', checksums],
    ...Object.entries(meta).map(([key, value]): Fields => ['meta', key, value]),
    ...steps.map((item, index): Fields => ['step', index + 1, item.phase, ...stepFields(item)]),
  ]
  return lines.map(line).join('')
}

type Fields = readonly (string | number)[]

function stepFields({ title, step }: TransactionStep): Fields {
  const fields = [step.do, title]
  switch (step.do) {
    case 'write':
      return [...fields, path(step.path), step.mode, step.owner, step.group]
    case 'remove':
      return [...fields, path(step.path)]
    case 'unit':
      return [...fields, step.action, step.unit]
    case 'package':
      return [...fields, step.state, step.name, step.version === undefined ? '-' : `=${step.version}`]
    case 'sysctl':
      return [...fields, setting(step.key), step.value]
    case 'module':
      return [...fields, step.name]
    case 'command':
      return fields
  }
}

/** The path of a file: not of all there is, nor of what undo itself rests on. */
function path(text: string): string {
  const [, ...parts] = text.split('/')
  if (parts.some(part => part === '' || part === '.') || `${text}/`.startsWith('/var/lib/refit/')) {
    throw new TypeError(`A transaction cannot change ${text}.`)
  }
  return text
}

/** The name of a kernel setting, which becomes a path below /proc/sys. */
function setting(key: string): string {
  if (key.split('/').includes('..')) throw new TypeError(`A transaction cannot change ${key}.`)
  return key
}

/** The schema of a transaction lets no control character through; this is the last door before the shell. */
function line(fields: Fields): string {
  for (const field of fields) {
    if (/^$|\p{Cc}/u.test(String(field)))
      throw new TypeError(`A manifest cannot hold ${JSON.stringify(field)}.`)
  }
  return `${fields.join('\t')}\n`
}
