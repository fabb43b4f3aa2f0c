import { baseName, fromProgram, isAssignment, isRunner } from './command-words.ts'
import { simpleCommands } from './shell-line.ts'
import type { ShellWord } from './shell-line.ts'

/**
 * The calls of the Docker CLI in a line of shell: for each the words after `docker`, without the options that stand
 * before its command. What is only printed, searched for or looked up is no call.
 */
export function dockerCalls(line: string): string[][] {
  return callsWithin(line, 0)
}

function callsWithin(line: string, depth: number): string[][] {
  return simpleCommands(line).flatMap(words => {
    const held = depth < 3 ? words.flatMap((_, index) => callsWithin(heldShell(words, index), depth + 1)) : []
    const command = fromProgram(words)
    const first = command[0]
    if (first === undefined || isLookUp(command)) return held
    const program = command.findIndex(
      ({ text }, index) => isDocker(text) && (index === 0 || isRunner(first.text)),
    )
    return program === -1 ? held : [...held, argumentsOf(command.slice(program))]
  })
}

// `sh -c "docker ps"`, `alias d='docker ps'`, `COMMAND="docker run"`, `RUN+="/usr/bin/docker …"`: a word that is shell
// itself; empty where it is none.
function heldShell(words: readonly ShellWord[], index: number): string {
  const { text, quoted } = words[index] ?? { text: '', quoted: false }
  if (!quoted) return ''
  const [, name, value = ''] = /^([\w.[\]-]+)\+?=(.+)$/su.exec(text) ?? []
  const isSet = index === 0 || words[0]?.text === 'alias' || isAssignment(words[index - 1]?.text)
  if (name !== undefined && isSet) return isProse(name) ? '' : value
  return /\s/u.test(text) && isRunner(fromProgram(words)[0]?.text ?? '') ? text : ''
}

function isProse(name: string): boolean {
  return /msg|message|text|title|desc|help|usage|err|warn|comment|label|banner|prompt|doc$/iu.test(name)
}

// `command -v docker` only asks where it is.
function isLookUp([first, option]: readonly ShellWord[]): boolean {
  return first?.text === 'command' && /^-[vV]$/u.test(option?.text ?? '')
}

function isDocker(text: string): boolean {
  return (
    /^(?:docker|docker-compose)$/u.test(baseName(text)) ||
    /^\$\{?DOCKER(?:_?(?:BIN|CMD|COMMAND|CLI))?\}?$/iu.test(text)
  )
}

const withValue =
  /^(?:-[Hclfp]|--(?:host|context|config|log-level|tlscacert|tlscert|tlskey|file|project-name))$/u

function argumentsOf([program, ...rest]: readonly ShellWord[]): string[] {
  const texts = rest.map(({ text }) => text)
  let start = 0
  while (/^-(?!v$|-version$|h$|-help$)/u.test(texts[start] ?? ''))
    start += withValue.test(texts[start] ?? '') ? 2 : 1
  const words = texts
    .slice(start)
    .filter((text, index, all) => !isRedirection(text) && !/^\d?[<>]+$/u.test(all[index - 1] ?? ''))
  return baseName(program?.text ?? '') === 'docker-compose' ? ['compose', ...words] : words
}

function isRedirection(text: string): boolean {
  return /^\d?[<>]/u.test(text)
}
