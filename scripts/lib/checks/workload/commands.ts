import type { Container } from './pod-spec.ts'
import type { Path } from './workload.ts'

/** A text that a container is started with, and where it stands. */
export interface Word {
  text: string
  at: Path
  /** What it is, as a sentence says it: "the variable DOCKER_HOST". */
  what: string
}

/** Everything that a container is told: its command, arguments, scripts and variables. */
export function wordsOf(container: Container): Word[] {
  const variables = container.env.map(({ name, value }, index) => ({
    text: value,
    at: [...container.path, 'env', index, 'value'],
    what: `the variable ${name}`,
  }))
  return [...commandWords(container), ...variables]
}

/** What a container runs: its command, arguments and scripts. */
export function commandWords({ path, command, args, script, source }: Container): Word[] {
  const of = (texts: readonly string[], key: string, what: string): Word[] =>
    texts.map((text, index) => ({ text, at: [...path, key, index], what }))
  const single = (text: string, key: string): Word[] =>
    text === '' ? [] : [{ text, at: [...path, key], what: 'its script' }]
  return [
    ...of(command, 'command', 'its command'),
    ...of(args, 'args', 'its arguments'),
    ...single(script, 'script'),
    ...single(source, 'source'),
  ]
}
