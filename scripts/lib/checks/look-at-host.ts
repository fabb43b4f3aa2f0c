import type { OpenRun } from '../engine/open-run.ts'
import { messageOf } from '../errors.ts'
import type { Facts } from '../facts/facts.ts'
import { probe } from '../facts/probe.ts'
import type { Host } from '../inventory/inventory.ts'
import { namedTargets } from '../kubelet/files.ts'
import { missingTargets } from '../plan/targets.ts'
import { currentRuntime } from '../runtimes/runtimes.ts'
import type { Runtime } from '../runtimes/runtime.ts'
import type { Session } from '../ssh/session.ts'
import { nodeChecks } from './node/checks.ts'
import type { NodeSubject } from './node/subject.ts'
import { surveyNode } from './node/survey/read.ts'
import { nodeTargets } from './node/targets.ts'
import type { Look } from './look.ts'
import { selected } from './select.ts'
import { versionChecks } from './versions/checks.ts'

/** Looks at a host over SSH, in two or three round trips. One that cannot be read is told, and the others go on. */
export async function lookAtHost(
  look: Look,
  { run }: Pick<OpenRun, 'run'>,
  host: Host,
  target: Runtime,
): Promise<void> {
  try {
    const session = await run.sessions.get(host)
    const facts = await factsOf(session, run.clock.now)
    await runOn(look, session, { host, facts, target, now: run.clock.now() })
    look.hosts.add(host.name)
  } catch (error) {
    look.unread.push({ subject: host.name, message: messageOf(error), expected: false })
  }
}

/** Runs the checks of nodes on one whose facts are known. */
export async function runOn(
  look: Look,
  session: Session,
  { host, facts, target, now }: { host: Host; facts: Facts; target: Runtime; now: number },
): Promise<void> {
  const subject: NodeSubject = {
    host: host.name,
    facts,
    survey: await surveyNode(session),
    current: currentRuntime(facts),
    target,
    settings: host.settings,
    now,
  }
  look.found.run(selected([...nodeChecks, ...versionChecks], look.selection, look.to), subject)
}

// Where kubelet's own files are is known only when its unit has been read.
async function factsOf(session: Session, now: () => number): Promise<Facts> {
  const first = await probe(session, nodeTargets, now)
  const missing = missingTargets(namedTargets(first), first.observed)
  return missing.length === 0 ? first : probe(session, [...nodeTargets, ...missing], now)
}
