import { readFileSync } from 'node:fs'
import type { Session } from '../../../scripts/lib/ssh/session.ts'

/** A real worker node's answer to the probe, on which nothing of what is asked for besides is there. */
export function bareNode(): Session & { asked: string[] } {
  const fixture = new URL('../../facts/fixtures/worker-on-dockershim.txt', import.meta.url)
  const fixed = readFileSync(fixture, 'utf8').replace(/#refit file:[^]*$/u, '')
  const asked: string[] = []
  return {
    host: 'n2',
    asked,
    async run(_script, { input = '' } = {}) {
      asked.push(String(input))
      const answers = String(input).split('\n').filter(Boolean).map(missing)
      return { code: 0, stdout: `${fixed}${answers.join('')}#refit end 0 0\n\n`, stderr: '' }
    },
    close: async () => {},
    cost: { connections: 1, roundTrips: 0 },
  }
}

function missing(target: string): string {
  const [kind = '', subject = ''] = target.split(' ')
  const answers: Record<string, string> = { file: 'absent\n', package: '', unit: 'LoadState=not-found\n' }
  const answer = answers[kind]
  if (answer === undefined) throw new Error(`the fake was not told of ${kind}`)
  return `#refit ${kind}:${subject} ${kind === 'package' ? 1 : 0} ${answer.length}\n${answer}\n`
}
