import { z } from 'zod'
import { parseFlags } from '../facts/kubelet.ts'
import type { Facts } from '../facts/facts.ts'
import { json } from '../facts/text.ts'
import { givenFlags } from './docker-flags.ts'
import type { GivenFlag } from './docker-flags.ts'
import type { DockerKey } from './docker-key.ts'
import { daemonFile, dockerFlagFiles } from './docker-places.ts'
import { dockerKeys } from './docker-keys.ts'

/** One setting that Docker was given. */
export interface DockerSetting {
  /** Its row; undefined where nobody knows the key. */
  row: DockerKey | undefined
  key: string
  value: unknown
  /** "registry-mirrors of /etc/docker/daemon.json", "--registry-mirror in /etc/default/docker" */
  source: string
}

/** Everything that Docker was told, in its file and on its command line. It refuses to be told of one key in both. */
export function dockerSettings(facts: Facts): DockerSetting[] {
  return [...fromFile(facts), ...fromFlags(facts)]
}

/** Where this Docker has its daemon.json. */
export function daemonFileOf({ docker }: Facts): string {
  return parseFlags(docker?.arguments ?? []).get('config-file') ?? daemonFile
}

/** Keys that dockerd has as flags, running or not: a daemon.json that has them too would keep it from starting. */
export function flaggedKeys(facts: Facts): Set<string> {
  const { docker, observed } = facts
  const texts = flagFiles(facts).map(path => observed.files.get(path)?.content ?? '')
  const written = texts.flatMap(text =>
    [...text.matchAll(/(?<![\w-])--([a-z][a-z\d-]*)/gu)].map(([, name = '']) => name),
  )
  const given = docker === undefined ? written : givenFlags(docker.arguments).map(({ name }) => name)
  const keys = given.map(name => rowOf(name)?.key ?? name)
  return new Set(keys.filter(key => key !== 'runtimes'))
}

function flagFiles({ observed }: Facts): string[] {
  const unit = observed.units.get('docker.service')
  return [...(unit === undefined ? [] : [unit.fragment, ...unit.dropIns].toReversed()), ...dockerFlagFiles]
}

function fromFile(facts: Facts): DockerSetting[] {
  const path = daemonFileOf(facts)
  const read = z
    .record(z.string(), z.unknown())
    .safeParse(json(facts.observed.files.get(path)?.content ?? '{}'))
  if (!read.success) return []
  return Object.entries(read.data).map(([key, value]) => ({
    row: dockerKeys.find(row => row.key === key),
    key,
    value,
    source: `${key} of ${path}`,
  }))
}

function fromFlags(facts: Facts): DockerSetting[] {
  const groups = Map.groupBy(givenFlags(facts.docker?.arguments ?? []), ({ name }) => name)
  const rows = [...groups].map(([name, given]) => ({ name, given, row: rowOf(name) }))
  return rows.map(({ name, given, row }) => ({
    row,
    key: row?.key ?? name,
    value: valueOf(given, row),
    source: sourceOf(facts, name),
  }))
}

function rowOf(name: string): DockerKey | undefined {
  return dockerKeys.find(({ key, flag = key, short }) => (name.length === 1 ? short === name : flag === name))
}

function valueOf(given: readonly GivenFlag[], row: DockerKey | undefined): unknown {
  const values = given.map(({ value }) => value)
  if (row?.form === 'many') return values
  if (row?.form !== 'pairs') return values.at(-1)
  return Object.fromEntries(
    values.map(value => {
      const at = value.indexOf('=')
      return at === -1 ? [value, ''] : [value.slice(0, at), value.slice(at + 1)]
    }),
  )
}

// dockerd gives its flags as one list; which file a flag came from is looked up for whoever wants to change it.
function sourceOf(facts: Facts, name: string): string {
  const flag = `${name.length === 1 ? '-' : '--'}${name}`
  const found = flagFiles(facts).find(path =>
    new RegExp(`(?<![\\w-])${flag}(?![\\w-])`, 'u').test(facts.observed.files.get(path)?.content ?? ''),
  )
  return `${flag} ${found === undefined ? 'on the command line of dockerd' : `in ${found}`}`
}
