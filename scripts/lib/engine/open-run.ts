import { hostname, userInfo } from 'node:os'
import { fileURLToPath } from 'node:url'
import { interruption } from '../cli/signals.ts'
import type { Invocation } from '../cli/main.ts'
import type { commonOptions } from '../cli/common-options.ts'
import { kubectlFor } from '../cluster/kubectl.ts'
import { systemClock } from '../cluster/wait.ts'
import type { ExitCode } from '../errors.ts'
import { exitCodes } from '../errors.ts'
import { limit, loadInventory, passwordReader } from '../inventory/inventory.ts'
import type { Host } from '../inventory/inventory.ts'
import { eventSource } from '../report/events.ts'
import { logFile } from '../report/log-file.ts'
import { redact } from '../report/redact.ts'
import { reporter } from '../report/reporter.ts'
import { waiting } from '../report/waiting.ts'
import { connect, sshDependencies } from '../ssh/connect.ts'
import { identifier } from '../transaction/identifier.ts'
import type { Run } from './run.ts'
import { sessions } from './sessions.ts'
import { targetOf } from './ssh-target.ts'

/** What every script on an inventory takes. */
export type CommonInvocation = Invocation<typeof commonOptions>

/** A run with the world around it: hosts, connections, reports, signals. */
export interface OpenRun {
  run: Run
  /** Those that --limit leaves. */
  hosts: Host[]
  /** Waits for work that tells no events, and shows what is going on. */
  waiting: <Value>(what: () => string, work: Promise<Value>) => Promise<Value>
  /** Begins the report: from here on events are told. */
  begin: (hosts: string[]) => void
  /** Closes everything, and tells how it ended. */
  close: (code: ExitCode) => Promise<ExitCode>
}

const projectFolder = fileURLToPath(new URL('../../../', import.meta.url))

/** Reads the inventory and gets everything ready that a run needs. Connects to nothing yet. */
export async function openRun(command: string, { values, secrets }: CommonInvocation): Promise<OpenRun> {
  const inventory = await loadInventory(values.inventory, { directory: `${projectFolder}inventories` })
  const hosts = limit(inventory, values.limit)
  const id = identifier(new Date(), Math.random)
  const log = lazily(() => logFile(`${projectFolder}runs`, id))
  const view = reporter({
    output: values.output,
    stream: process.stdout,
    verbose: values.verbose,
    environment: process.env,
  })
  const emit = eventSource({
    run: id,
    clock: () => new Date(),
    sinks: [redact(secrets, event => log().sink(event)), redact(secrets, event => view.emit(event))],
  })
  let begun = false
  const started = Date.now()
  const dependencies = sshDependencies(process.env)
  const readPassword = passwordReader({ secrets })
  const open = sessions(host => connect(targetOf(host, readPassword), dependencies))
  const asked = interruption(process, message => {
    if (begun) emit({ type: 'note', level: 'warning', message })
    else process.stderr.write('Stopping; nothing was changed.\n')
  })
  const run: Run = {
    id,
    owner: userInfo().username,
    from: hostname(),
    breakLock: values.breakLock,
    emit,
    clock: systemClock,
    sessions: open,
    kubectl: host => kubectlFor(host.settings.cluster),
    stop: asked.stop,
    abort: asked.abort,
  }
  return {
    run,
    hosts,
    waiting: (what, work) =>
      waiting(what, work, { stdout: process.stdout, stderr: process.stderr, output: values.output }),
    begin: names => {
      begun = true
      emit({ type: 'run-started', command, hosts: names })
    },
    close: async code => {
      await open.close()
      await dependencies.bastions.close()
      asked.dispose()
      const seconds = (Date.now() - started) / 1000
      if (begun) emit({ type: 'run-finished', ok: code === exitCodes.ok, seconds, log: log().path })
      await view.end()
      return code
    },
  }
}

// A run that only looks leaves no log behind.
function lazily<Value>(make: () => Value): () => Value {
  let made: { value: Value } | undefined
  return () => (made ??= { value: make() }).value
}
