import type { Facts } from '../facts/facts.ts'
import type { CarriedSettings, RegistrySettings } from './carried.ts'
import { daemonFile, daemonOf, isHost, lostSettings } from './daemon.ts'
import type { DaemonSettings } from './daemon.ts'
import { lostSurroundings } from './docker-surroundings.ts'

/** What Docker was told on this node. */
export function readDocker(facts: Facts): CarriedSettings {
  const daemon = daemonOf(facts)
  return {
    registries: daemon === undefined ? [] : registriesOf(daemon),
    credentials: [],
    ulimits: [],
    handlers: [],
    lost: [...lostSettings(facts), ...lostSurroundings(facts)],
  }
}

function registriesOf({ mirrors, insecure }: DaemonSettings): RegistrySettings[] {
  const source = (key: string) => `${key} of ${daemonFile}`
  const ofHub = mirrors.map(written => {
    const url = written.replace(/\/$/u, '')
    const host = url.replace(/^https?:\/\//u, '').replace(/\/.*$/u, '')
    return { value: { url, insecure: insecure.includes(host) }, source: source('registry-mirrors') }
  })
  const nothing = { mirrors: [], authorities: [], clients: [] }
  return [
    ...(ofHub.length === 0 ? [] : [{ ...nothing, host: 'docker.io', mirrors: ofHub }]),
    ...insecure.filter(isHost).map(host => ({
      ...nothing,
      host,
      insecure: { value: true, source: source('insecure-registries') } as const,
    })),
  ]
}
