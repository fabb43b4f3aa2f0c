import { isAlias } from 'yaml'
import { maxDepth, places, type Place } from './places.ts'
import { refusal, type Path, type Problem } from './problem.ts'
import { parseYaml } from './yaml.ts'

/** What an inventory's text says, and where in it each thing stands. */
export interface Source {
  file: string
  value: unknown
  /** A problem of the value at `path`, or, with `at: 'key'`, of its key. What is not there is where its parent is. */
  problem(path: Path, message: string, more?: { at?: 'key' | undefined; wrong?: Problem['wrong'] }): Problem
}

/** Reads the text of an inventory; a RefitError names each place where it is not plain YAML. */
export function readSource(text: string, file: string): Source {
  const { document, position } = parseYaml(text, file)
  const found = [...places(document.contents)]
  const defects = found.flatMap(place => {
    const message = defect(place)
    return message === undefined ? [] : [{ path: place.path, message, ...position(place.keyOffset) }]
  })
  if (document.directives?.yaml.explicit) defects.push({ path: [], message: noVersion, ...position(0) })
  if (defects.length > 0) throw refusal(file, defects.filter(firstOfAnchors))

  const index = new Map(found.map(place => [id(place.path), place]))
  const nearest = (path: Path): Place | undefined =>
    index.get(id(path)) ?? (path.length === 0 ? undefined : nearest(path.slice(0, -1)))
  return {
    file,
    value: document.toJS(),
    problem(path, message, { at, wrong } = {}) {
      const place = nearest(path)
      const offset = at === 'key' ? place?.keyOffset : place?.offset
      return { path, message, ...position(offset ?? 0), ...(wrong && { wrong }) }
    },
  }
}

const id = (path: Path): string => JSON.stringify(path)

/** YAML 1.1 gives "yes", "0777" and "12:30" other meanings. */
const noVersion = 'expected no %YAML line'

/** What YAML allows at a place, and an inventory does not. */
function defect({ path, node, repeated }: Place): string | undefined {
  if (repeated) return 'this key is there twice'
  if (path.length > maxDepth) return 'nested too deeply'
  // As a key of an object it would be the object's prototype.
  if (path.at(-1) === '__proto__') return 'this cannot be a key'
  if (isAlias(node) || node?.anchor !== undefined) return noAnchors
  if (node?.tag !== undefined) return 'expected no tag (what begins with "!")'
  return undefined
}

/** Who uses them uses them in many places, and one line says it. */
const firstOfAnchors = ({ message }: Problem, index: number, all: readonly Problem[]): boolean =>
  message !== noAnchors || all.findIndex(other => other.message === noAnchors) === index

const noAnchors = 'expected no anchor and no alias ("&name", "*name"): what hosts share stands in a group'
