import type { Facts } from '../facts/facts.ts'

/** The unit's file and its drop-ins, in the order in which systemd applies them; none where there is no unit. */
export function unitPaths({ observed }: Facts): string[] {
  const unit = observed.units.get('kubelet.service')
  return unit === undefined ? [] : [unit.fragment, ...unit.dropIns].filter(path => path.startsWith('/'))
}

/** Environment files that the unit reads, the last of which wins. Patterns and specifiers are left out. */
export function unitEnvironmentFiles(facts: Facts): string[] {
  return settings(facts, 'EnvironmentFile')
    .map(value => value.replace(/^-/u, '').replace(/^(["'])(.*)\1$/u, '$2'))
    .filter(path => /^\/[^*?[\]%$\p{Cc}]+$/u.test(path))
}

/** Whether the unit's command line takes the words of this variable, as `$NAME`: `${NAME}` would be one word. */
export function passesOn(facts: Facts, variable: string): boolean {
  return settings(facts, 'ExecStart').some(command => new RegExp(`\\$${variable}(?!\\w)`, 'u').test(command))
}

// A list of systemd's: every assignment adds to it, and an empty one begins it anew.
function settings(facts: Facts, name: string): string[] {
  const assignment = new RegExp(`^[ \\t]*${name}[ \\t]*=[ \\t]*((?:\\\\\\n|(?!\\\\\\n).)*?)[ \\t]*$`, 'gmu')
  let values: string[] = []
  for (const path of unitPaths(facts)) {
    const text = facts.observed.files.get(path)?.content ?? ''
    for (const [, value = ''] of text.matchAll(assignment)) values = value === '' ? [] : [...values, value]
  }
  return values
}
