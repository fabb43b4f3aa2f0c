import type { Host } from '../inventory/inventory.ts'
import type { Session } from '../ssh/session.ts'

/** The connections of a run: one a host, opened when it is first asked for. */
export interface Sessions {
  get(host: Host): Promise<Session>
  /** Closes a host's connection; the next `get` opens a new one. */
  drop(host: Host): Promise<void>
  close(): Promise<void>
  /** What a host has cost over all its connections. */
  cost(host: Host): { connections: number; roundTrips: number }
}

/** Connections made with `connect`, at most one a host at a time. */
export function sessions(connect: (host: Host) => Promise<Session>): Sessions {
  const open = new Map<string, Promise<Session>>()
  const opened = new Map<string, Session[]>()
  const start = async (host: Host) => {
    const session = await connect(host)
    opened.set(host.name, [...(opened.get(host.name) ?? []), session])
    return session
  }
  const drop = async (name: string) => {
    const session = open.get(name)
    open.delete(name)
    // One that never opened needs no closing, and has been complained of already.
    await session?.then(
      value => value.close(),
      () => {},
    )
  }
  return {
    get: host => {
      const session = open.get(host.name) ?? start(host)
      open.set(host.name, session)
      return session
    },
    drop: ({ name }) => drop(name),
    close: async () => {
      await Promise.all([...open.keys()].map(drop))
    },
    cost: ({ name }) => {
      const costs = (opened.get(name) ?? []).map(({ cost }) => cost)
      return {
        connections: costs.reduce((sum, { connections }) => sum + connections, 0),
        roundTrips: costs.reduce((sum, { roundTrips }) => sum + roundTrips, 0),
      }
    },
  }
}
