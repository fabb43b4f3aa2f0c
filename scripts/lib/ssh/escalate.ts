import type { Connection } from './connection.ts'
import { deadline } from './deadline.ts'
import type { Root, RootChannel } from './root-channel.ts'
import { shellFailure, shellTimeout, unusableShell } from './root-failures.ts'
import type { SessionCost } from './session.ts'
import { sudoFailure, wrongPassword } from './sudo.ts'

export interface Escalation {
  readonly connection: Connection
  readonly root: Root
  /** What our shell says first, on standard error, when it is there. */
  readonly readyWord: string
  /** sudo's question for the password; nothing where it is not to ask. */
  readonly prompt: string | undefined
  readonly cost: SessionCost
}

/** What a login message may be long; of more, the end is kept. */
const mostSaid = 64 * 1024

/** Answers sudo's question, at most once, and waits for the shell's word. Rejects with a ConnectError. */
export function escalate(
  channel: RootChannel,
  { connection, root, readyWord, prompt, cost }: Escalation,
): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  const timer = deadline(root.timeout, () => reject(shellTimeout(heard(), root)))
  const stopWatching = connection.onLost(reject)
  let said = ''
  let printed = ''
  let secret: string | undefined
  let answered = false
  channel.listen({
    onStdout(data) {
      printed = `${printed}${data.toString('utf8')}`.slice(-mostSaid)
    },
    onStderr(data) {
      said = `${said}${data.toString('utf8')}`.slice(-mostSaid)
      const shell = readyShell(said, readyWord)
      if (shell) {
        const problem = unusableShell(shell, root)
        if (problem) reject(problem)
        else resolve()
      } else if (prompt !== undefined && said.includes(prompt)) {
        said = said.replace(prompt, '')
        if (answered) reject(wrongPassword(root))
        else void answer()
      }
    },
    onClose: () => reject(root.sudo ? sudoFailure(heard(), root) : shellFailure(heard(), root)),
  })
  return promise.finally(() => {
    timer.cancel()
    stopWatching()
  })

  async function answer(): Promise<void> {
    answered = true
    timer.cancel()
    try {
      secret = (await root.sudoPassword?.())?.reveal() ?? ''
      cost.roundTrips++
      timer.restart()
      channel.write(`${secret}\n`)
    } catch (error) {
      reject(error)
    }
  }

  /** What was said, for a message. sudo echoes no password; should something else, it goes no further. */
  function heard(): string {
    const text = said.trim() === '' ? printed : said
    return secret ? text.replaceAll(secret, '***') : text
  }
}

function readyShell(said: string, word: string): { uid: number; base64: boolean } | undefined {
  const match = new RegExp(`${word} (\\d+) (.*)\\n`).exec(said)
  return match ? { uid: Number(match[1]), base64: match[2] !== '' } : undefined
}
