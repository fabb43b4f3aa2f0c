import type { RuntimeId } from '../runtimes/runtime.ts'
import { replacements } from './docker-to-crictl-table.ts'
import type { Replacement } from './docker-to-crictl-table.ts'

/**
 * What to write for a call of the Docker CLI on a node that has left Docker. `words` are those after `docker`. Gives one
 * sentence: a command that does the same, or that there is none and what replaces it.
 */
export function insteadOfDocker(words: readonly string[], target: RuntimeId): string {
  const [command, rest] = split(words)
  const { any, containerd, crio, options, remark } = replacements.get(command) ?? unheardOf
  const equal = (target === 'crio' ? crio : containerd) ?? any
  if (equal === undefined) return sentence(`\`docker ${safe(command)}\` has no equal`, [remark])
  const kept = rest.filter(word => options?.includes(word) === true)
  const lost = rest.filter(word => !kept.includes(word)).flatMap(optionName)
  return sentence(`\`${[equal, ...kept].join(' ')}\``, [
    lost.length === 0 ? undefined : `${[...new Set(lost)].join(' and ')} must be written anew`,
    remark,
  ])
}

const unheardOf: Replacement = { remark: 'see what it is for; `crictl --help` lists what there is' }

// What stands beside the name of an option or a command may be a secret: `-pPASSWORD`, `--password=…`.
function optionName(word: string): string[] {
  const name = /^(?:--[a-z][a-z-]*(?==|$)|-[a-zA-Z]{1,2}$)/u.exec(word)?.[0]
  return name === undefined ? [] : [name]
}

/** The command of a call as it may be shown: itself, where it looks like one. */
export function safe(command: string): string {
  return /^[a-z][a-z-]{0,30}$/u.test(command) ? command : '…'
}

// `docker container ls`, `docker image rm`: management commands have a second word, and most of them a short form.
function split([command = '', second = '', ...rest]: readonly string[]): [
  command: string,
  rest: readonly string[],
] {
  const short = aliases.get(`${command} ${second}`)
  if (short !== undefined) return [short, rest]
  if (replacements.has(`${command} ${second}`)) return [`${command} ${second}`, rest]
  return [aliases.get(command) ?? command, second === '' ? rest : [second, ...rest]]
}

const aliases = new Map([
  ...'attach commit cp create diff exec export inspect kill logs pause port rename restart rm run start stats stop top unpause update wait'
    .split(' ')
    .map(command => [`container ${command}`, command] as const),
  ...'build history import load pull push save tag'
    .split(' ')
    .map(command => [`image ${command}`, command] as const),
  ['container ls', 'ps'],
  ['container list', 'ps'],
  ['container ps', 'ps'],
  ['image ls', 'images'],
  ['image list', 'images'],
  ['image rm', 'rmi'],
  ['image remove', 'rmi'],
  ['image inspect', 'inspect'],
  ['system info', 'info'],
  ['system events', 'events'],
  ['--version', 'version'],
  ['-v', 'version'],
  ['buildx build', 'build'],
  ['builder build', 'build'],
  ['builder', 'buildx'],
])

function sentence(first: string, remarks: readonly (string | undefined)[]): string {
  const said = remarks.filter(remark => remark !== undefined)
  return said.length === 0 ? `${first}.` : `${first}: ${said.join('; ')}.`
}
