import { readFile, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

/** What is seen of a node's transactions from this machine, past ssh and refit's own code. */
export interface TransactionFiles {
  id: string
  /** On this machine. */
  directory: string
  manifest: string
  journal: string
  /** Empty while it is open. */
  verdict: string
  /** Whether anything of it was run. */
  begun: boolean
}

/** All transactions below a node's /var/lib/refit, oldest first. */
export async function transactionsIn(home: string): Promise<TransactionFiles[]> {
  const all = join(home, 'transactions')
  const names = (await readdir(all).catch((): string[] => [])).filter(name => !name.startsWith('.'))
  return Promise.all(names.toSorted().map(name => transactionIn(join(all, name), name)))
}

async function transactionIn(directory: string, id: string): Promise<TransactionFiles> {
  const text = (name: string) => readFile(join(directory, name), 'utf8').catch(() => '')
  const [manifest, journal, verdict, inside] = await Promise.all([
    text('manifest'),
    text('journal'),
    text('verdict'),
    readdir(directory).catch((): string[] => []),
  ])
  return { id, directory, manifest, journal, verdict: verdict.trim(), begun: inside.includes('backup') }
}

/** The points of a journal in order, as "begin 13", "end prepare", "confirmed". */
export function pointsIn(journal: string): string[] {
  return journal.split('\n').flatMap(line => {
    const [time = '', kind = '', first = ''] = line.split('\t')
    if (!time.endsWith('Z') || kind === 'output') return []
    // What follows these words is not the same every time.
    return [['undo', 'armed', 'confirmed'].includes(kind) ? kind : `${kind} ${first}`]
  })
}

/** Waits until the last transaction below `home` has come to a point; false where `signal` came first. */
export async function reached(home: string, point: string, signal: AbortSignal): Promise<boolean> {
  while (!signal.aborted) {
    const all = join(home, 'transactions')
    const last = (await readdir(all).catch((): string[] => []))
      .filter(name => !name.startsWith('.'))
      .toSorted()
      .at(-1)
    const journal = await readFile(join(all, last ?? '', 'journal'), 'utf8').catch(() => '')
    if (pointsIn(journal).includes(point)) return true
    await sleep(5)
  }
  return false
}
