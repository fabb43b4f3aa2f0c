import { createReadStream, existsSync } from 'node:fs'
import { pipeline } from 'node:stream/promises'
import type { LabNode } from './lab.ts'
import { tryOnNode } from './on-node.ts'

/** Prints a node's journal, or its console where it does not run. */
export async function logs(node: LabNode): Promise<void> {
  const journal = await tryOnNode(node, 'journalctl --boot --no-pager')
  if (journal.exitCode === 0) process.stdout.write(journal.stdout)
  else if (existsSync(node.console))
    await pipeline(createReadStream(node.console), process.stdout, { end: false })
}
