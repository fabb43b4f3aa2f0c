import type { Connection } from './connection.ts'
import { newNonce, type RootChannel } from './root-channel.ts'
import type { Outcome } from './run-failures.ts'
import { runScript, type RunningScript } from './run-script.ts'
import type { SessionCost } from './session.ts'

/** Milliseconds for the node to kill a command and say so. */
const killTimeout = 30_000

export interface KillContext {
  readonly connection: Connection
  readonly cost: SessionCost
  readonly openChannel: (nonce: string) => Promise<RootChannel>
}

/**
 * Kills a script's process group over a channel of its own: the script goes on when its channel is closed, and
 * OpenSSH takes no signals for root. Never rejects; says so where the node did not confirm it.
 */
export async function killScript(running: RunningScript, context: KillContext): Promise<Outcome> {
  const { promise: givenUp, resolve: giveUp } = Promise.withResolvers<undefined>()
  const timer = setTimeout(() => giveUp(undefined), killTimeout)
  const stopWatching = context.connection.onLost(() => giveUp(undefined))
  try {
    // A script that was sent and has not begun would begin later: wait for it.
    const pid = await Promise.race([givenUp, running.started])
    if (pid === undefined) return { is: 'not killed', pid }
    const killed = await Promise.race([givenUp, kill(pid, running, context).catch(() => false)])
    return killed ? { is: 'killed' } : { is: 'not killed', pid }
  } finally {
    stopWatching()
    clearTimeout(timer)
  }
}

async function kill(
  pid: number,
  running: RunningScript,
  { cost, openChannel }: KillContext,
): Promise<boolean> {
  const nonce = newNonce()
  const channel = await openChannel(nonce)
  cost.roundTrips++
  const script = { nonce, script: killer(pid), input: new Uint8Array(), alone: true, maxOutput: 0 }
  const { code } = await runScript(channel, { ...script, onLine: undefined, onTooMuch: () => {} }).done
  // Its shell reports the end by itself; after that it is ready for the next command.
  await running.done
  return code === 0
}

/**
 * Kills a process group: politely, after two seconds without mercy; where there was no setsid, the process alone.
 * Succeeds once none of it is left but zombies, which `kill -0` would count, and which a container may keep for long.
 * `kill -TERM -PID` is the one form that dash, bash and busybox share.
 */
function killer(pid: number): string {
  return `
alive() {
  for stat in /proc/[0-9]*/stat; do
    read -r line <"$stat" || continue
    set -- \${line##*) }
    case $1 in Z | X) continue ;; esac
    if [ "$3" = ${pid} ] || [ "$stat" = /proc/${pid}/stat ]; then return 0; fi
  done 2>/dev/null
  return 1
}
gone() { for turn in 1 2 3 4 5 6 7 8 9 10; do alive || return 0; sleep 0.2 2>/dev/null || sleep 1; done; return 1; }
kill -TERM -${pid} 2>/dev/null || kill -TERM ${pid} 2>/dev/null
gone || { kill -KILL -${pid} 2>/dev/null || kill -KILL ${pid} 2>/dev/null; gone; }`
}
