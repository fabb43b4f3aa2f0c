import { createHash } from 'node:crypto'
import { manifest } from './manifest.ts'
import { tar } from './tar.ts'
import type { TarEntry } from './tar.ts'
import { transaction as schema } from './transaction.ts'
import type { Transaction, TransactionInput, TransactionStep } from './transaction.ts'

export interface Bundle {
  id: string
  tar: Buffer
}

/**
 * Everything that a node needs to do a transaction and take it back, with no controller and no network:
 * the same bytes for the same input. `script` is the text of transaction.sh. Throws where a field cannot be carried.
 */
export function bundle(input: TransactionInput, script: string): Bundle {
  const transaction: Transaction = schema.parse(input)
  const files = transaction.steps.flatMap((item, index) => stepFiles(item, index + 1))
  const summed = [
    { name: 'manifest', content: manifest(transaction, files.length + 3), mode: 0o600 },
    { name: 'transaction.sh', content: script, mode: 0o700 },
    { name: 'undo', content: undo, mode: 0o700 },
    ...files,
  ]
  const checksums = summed.map(file => `${sha256(file.content)}  ${file.name}\n`).join('')
  const entries: TarEntry[] = [
    { name: 'files', mode: 0o700 },
    ...[...summed, { name: 'checksums', content: checksums, mode: 0o600 }].map(file => ({
      ...file,
      content: Buffer.from(file.content),
    })),
  ]
  return { id: transaction.id, tar: tar(entries) }
}

// Anything may happen to a file, so this small one checks the large one that it calls, and knows a second.
const undo = `#!/bin/sh
# Takes this transaction back. Of transaction.sh there is a copy, and a checksum: two of the three must agree.
cd "$(dirname "$0")" || exit
[ "\${1:-}" = expire ] || set -- undo "$@"
one=$(sha256sum <transaction.sh) two=$(sha256sum <spare.sh)
one=\${one%% *} two=\${two%% *}
is_listed() { [ -n "$1" ] && grep -q "^$1 .transaction.sh$" checksums; }
if [ "\${one:-none}" = "$two" ] || is_listed "$one"; then exec sh ./transaction.sh "$@"; fi
if is_listed "$two"; then exec sh ./spare.sh "$@"; fi
echo "refit: neither transaction.sh nor spare.sh in $PWD is as it was sent: they were not run" >&2
exit 65
`

interface BundleFile {
  name: string
  content: string
  mode: number
}

function stepFiles({ step }: TransactionStep, number: number): BundleFile[] {
  switch (step.do) {
    case 'write':
      return [{ name: `files/${number}`, content: step.content, mode: 0o600 }]
    case 'command':
      return [
        { name: `files/${number}.sh`, content: step.script, mode: 0o600 },
        { name: `files/${number}.undo.sh`, content: step.undo, mode: 0o600 },
      ]
    default:
      return []
  }
}

function sha256(content: string): string {
  return createHash('sha256').update(content).digest('hex')
}
