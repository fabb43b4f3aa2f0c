import { homedir } from 'node:os'
import { join } from 'node:path'

/** Where the state of every lab lies: `REFIT_LAB_HOME`, or /var/lib/refit-lab. Needs a real disk, not an overlay. */
export function labHome(environment: NodeJS.ProcessEnv): string {
  return environment.REFIT_LAB_HOME ?? '/var/lib/refit-lab'
}

/** Where everything that was built lies, for all labs: `REFIT_LAB_CACHE`, or ~/.cache/refit-lab. */
export function labCache(environment: NodeJS.ProcessEnv): string {
  return environment.REFIT_LAB_CACHE ?? join(homedir(), '.cache', 'refit-lab')
}

/** The checkout that this file is in. */
export const checkout = join(import.meta.dirname, '..')

/** Files that go on nodes, and what builds them. */
export const recipes = join(import.meta.dirname, 'node')

/** The plan and the events of a real run, for `demo --recorded`. */
export const recorded = {
  plan: join(import.meta.dirname, 'recorded', 'migration.plan'),
  events: join(import.meta.dirname, 'recorded', 'events.ndjson'),
}
