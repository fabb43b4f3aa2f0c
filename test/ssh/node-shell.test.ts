import { spawnSync } from 'node:child_process'
import test from 'ava'
import { frame, shellCommand } from '../../scripts/lib/ssh/node-shell.ts'
import { findProgram, shells } from '../support/shells.ts'

const nonce = '0123456789abcdef0123456789abcdef'
const commands = { loop: shellCommand('ready'), once: shellCommand('ready', nonce) }

for (const [name, command] of Object.entries(commands)) {
  test(`the ${name} means the same to every login shell: no newline, backslash or exclamation mark, no quote in a quote`, t => {
    t.notRegex(command, /[\n\\!]/)
    t.regex(command, /^sh -c '[^']*' refit '[^']*' ready( \w+)?$/)
  })

  test(`shellcheck has nothing against the ${name}`, t => {
    const shellcheck = findProgram('shellcheck')
    if (shellcheck === undefined) {
      t.log('skipped: shellcheck is not installed here')
      t.pass()
      return
    }
    for (const script of command.match(/(?<=')[^']+(?=')/g)?.filter(word => word !== ' refit ') ?? []) {
      // SC2086: $g is a word or nothing. SC2164: a node without / is none.
      const { stdout } = spawnSync(shellcheck, ['-s', 'sh', '-e', 'SC2086,SC2164', '-'], {
        input: script,
        encoding: 'utf8',
      })
      t.is(stdout, '')
    }
  })
}

for (const shell of shells) {
  const run = (input: string) => {
    const [program, ...given] = shell.command
    const { stdout, status } = spawnSync(program, [...given, '-c', commands.loop], {
      input,
      encoding: 'utf8',
    })
    return { stdout, status }
  }
  const whole = frame(nonce, 'echo done', Buffer.from('input'))

  test(`${shell.name}: a frame that was cut off anywhere does not run`, t => {
    if (!shell.installed) {
      t.log(`skipped: ${shell.name} is not installed here`)
      t.pass()
      return
    }
    t.regex(run(whole).stdout, /^\w{32} \d+\ndone\n\w{32} 0\n$/)
    for (const length of [1, 20, 33, 40, whole.length - 2, whole.length - 1]) {
      t.deepEqual(run(whole.slice(0, length)), { stdout: '', status: 0 })
    }
    t.deepEqual(run(whole.slice(5)), { stdout: '', status: 125 })
  })
}
