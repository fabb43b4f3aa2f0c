import { readFile } from 'node:fs/promises'
import { messageOf, RefitError } from '../errors.ts'
import type { Session } from '../ssh/session.ts'
import { parseFacts } from './facts.ts'
import type { Facts } from './facts.ts'
import { probeInput } from './targets.ts'
import type { Target } from './targets.ts'

const script = new URL('../../node/probe.sh', import.meta.url)

/** Reads a node's facts, and the state of every target, in one round trip. Changes nothing on the node. */
export async function probe(
  session: Session,
  targets: readonly Target[],
  clock: () => number,
): Promise<Facts> {
  const result = await session.run(await readFile(script, 'utf8'), {
    input: probeInput(targets),
    timeout: 180_000,
  })
  try {
    return parseFacts(result.stdout, clock())
  } catch (error) {
    throw new RefitError(`The node's answer to the probe cannot be read: ${messageOf(error)}.`, {
      host: session.host,
      state: 'Nothing was changed.',
      next: 'Run it again with --verbose, and look at what the login shell of the ssh user prints.',
      cause: result.stderr === '' ? error : new Error(result.stderr),
    })
  }
}
