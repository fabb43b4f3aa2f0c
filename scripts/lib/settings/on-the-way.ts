import type { Facts } from '../facts/facts.ts'
import type { Note } from '../plan/plan.ts'
import type { CarriedSettings, Sourced } from './carried.ts'
import { daemonKeys } from './daemon-file.ts'
import { lostNote } from './docker-key.ts'
import { daemonFile } from './docker-places.ts'
import { flaggedKeys } from './docker-said.ts'
import { inventory } from './inventory.ts'

/** A runtime, as far as it matters what it can be told. */
interface Place {
  id: string
  daemons: readonly string[]
}

/** Carried settings on their way from one runtime to another, with what only this way loses among the lost. */
export function onTheWay(
  facts: Facts,
  current: Place,
  target: Place,
  carried: CarriedSettings,
): CarriedSettings {
  const [fromDocker, toDocker] = [current, target].map(({ daemons }) => daemons.includes('docker'))
  if (fromDocker && toDocker) return { ...carried, lost: keptByDocker(carried) }
  const more = [
    ...(toDocker ? lostInDocker(facts, carried) : []),
    ...(target.id === 'crio' ? lostInCrio(carried) : []),
  ]
  return { ...carried, lost: [...carried.lost, ...more] }
}

// Between dockershim and cri-dockerd Docker stays what it is: nothing of its own is lost, and nothing new is told.
function keptByDocker({ lost: _lost, ...carried }: CarriedSettings): Note[] {
  return Object.entries(carried)
    .filter(([, value]) => JSON.stringify(value).includes(`"source":"${inventory}`))
    .map(([key]) =>
      lost({ source: `${key} of ${inventory}` }, 'Docker stays as it is between dockershim and cri-dockerd', {
        fix: `Write it into ${daemonFile}.`,
      }),
    )
}

function lostInCrio({ concurrentDownloads }: CarriedSettings): Note[] {
  return concurrentDownloads === undefined ? [] : [lost(concurrentDownloads, 'CRI-O has a limit of its own')]
}

function lostInDocker(facts: Facts, carried: CarriedSettings): Note[] {
  const elsewhere = carried.registries.flatMap(({ host, mirrors }) =>
    mirrors
      .filter(({ value }) => host !== 'docker.io' || value.prefix !== undefined)
      .map(mirror => ({ ...mirror, host })),
  )
  const flagged = flaggedKeys(facts)
  return [
    ...elsewhere.map(({ host, value, source }) =>
      lost(
        { source: `The mirror ${withoutUser(value.url)} of ${host} of ${source}` },
        'Docker has mirrors for its hub alone',
      ),
    ),
    ...Object.keys(daemonKeys(carried, {}))
      .filter(key => flagged.has(key))
      .map(key =>
        lost(
          { source: `${key} for ${daemonFile}` },
          'dockerd has a flag for it, and refuses to be told in both places',
          {
            fix: 'Change the flag, or take it out of the unit of Docker.',
          },
        ),
      ),
  ]
}

// A mirror's URL may hold a password, and a note is shown.
function withoutUser(url: string): string {
  return url.replace(/\/\/[^/]*@/u, '//')
}

function lost({ source }: Pick<Sourced<unknown>, 'source'>, why: string, options?: { fix: string }): Note {
  return lostNote({ source }, why, options)
}
