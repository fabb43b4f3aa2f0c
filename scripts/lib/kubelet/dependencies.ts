import { isComment, logicalLines } from './words.ts'

/** Units that runtimes are made of, under the names that packages and installers give them. */
const runtimeUnits: ReadonlySet<string> = new Set([
  ...['docker', 'cri-docker', 'cri-dockerd', 'crio', 'cri-o'].flatMap(name => [
    `${name}.service`,
    `${name}.socket`,
  ]),
  'containerd.service',
  'dockerd.service',
])

/** Those of these units that are another runtime's than the one of `unit`. */
export function otherRuntimes(names: readonly string[], unit: string): string[] {
  return names.filter(name => runtimeUnits.has(name) && name !== unit)
}

/**
 * A unit file or drop-in in which kubelet needs `unit`, and comes after it, where it did so with another runtime's
 * unit. systemd has no other way: a drop-in adds dependencies and cannot take one away.
 */
export function editDependencies(text: string, unit: string): string {
  return logicalLines(text)
    .map(line => (isComment(line) ? line : edited(line, unit)))
    .join('\n')
}

const directive =
  /^([ \t]*(?:After|Requires|Requisite|BindsTo|PartOf|Wants|Upholds|StopPropagatedFrom)[ \t]*=[ \t]*)([^]*)$/u

function edited(line: string, unit: string): string {
  const [, before, list] = directive.exec(line) ?? []
  if (before === undefined || list === undefined) return line
  const names = list.split(/(?:\\\n|\s)+/u).filter(Boolean)
  if (otherRuntimes(names, unit).length === 0) return line
  const replaced = names.map(name => (runtimeUnits.has(name) ? unit : name))
  return before + [...new Set(replaced)].join(' ')
}
