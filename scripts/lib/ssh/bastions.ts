import type { Connection } from './connection.ts'
import { limit, type Limit } from './limit.ts'

/** The connections to jump hosts: one each, shared by all hosts of a run. Made per run, closed at its end. */
export interface Bastions {
  /** Gives the connection of that key, opened by the first who asks; a lost one is opened anew. */
  get(key: string, open: () => Promise<Connection>): Promise<Bastion>
  close(): Promise<void>
}

export interface Bastion {
  readonly connection: Connection
  /** Connections through a bastion start a few at a time: sshd drops starts that are too many (MaxStartups). */
  readonly starts: Limit
}

const mostStarts = 8

/** Makes an empty set of bastion connections. */
export function bastions(): Bastions {
  const opened = new Map<string, Promise<Bastion>>()
  return {
    async get(key, open) {
      const bastion = opened.get(key) ?? remember(key, open)
      return bastion
    },
    async close() {
      const all = [...opened.values()].toReversed()
      opened.clear()
      for (const bastion of all)
        await bastion.then(({ connection }) => connection.close()).catch(() => undefined)
    },
  }

  function remember(key: string, open: () => Promise<Connection>): Promise<Bastion> {
    const bastion = open().then(connection => ({ connection, starts: limit(mostStarts) }))
    opened.set(key, bastion)
    const forget = () => {
      if (opened.get(key) === bastion) opened.delete(key)
    }
    bastion.then(({ connection }) => connection.onLost(forget), forget)
    return bastion
  }
}
