import { messageOf } from '../errors.ts'
import type { Facts } from '../facts/facts.ts'
import type { KubeletFacts } from '../facts/kubelet.ts'
import type { ChangeInput } from '../plan/change.ts'
import { file } from '../plan/changes.ts'
import { appendFlags } from './append-flags.ts'
import { configurationEdits } from './configuration-edits.ts'
import { setTopLevel } from './configuration.ts'
import { editDependencies } from './dependencies.ts'
import { appendToCommand } from './exec-start.ts'
import { flagPaths } from './files.ts'
import { flagEdits, missingFlags } from './flag-edits.ts'
import { flagHome } from './flag-home.ts'
import type { FlagHome } from './flag-home.ts'
import { editFlags } from './flags.ts'
import { unitPaths } from './unit.ts'
import { placeOfChange } from './vendor.ts'
import type { KubeletWiring } from './wiring.ts'

/**
 * The files that make this kubelet work with a runtime, each changed where the setting lives now and nowhere
 * else. Throws an Error that names the file which cannot be edited; see `kubeletProblem`.
 */
export function kubeletChanges(facts: Facts, kubelet: KubeletFacts, wiring: KubeletWiring): ChangeInput[] {
  const edits = flagEdits(kubelet, wiring)
  const texts = new Map(flagFiles(facts))
  for (const [path, text] of texts)
    texts.set(
      path,
      editing(path, () => editFlags(text, edits)),
    )
  const unitFiles = unitPaths(facts).filter(path => texts.has(path))
  for (const path of unitFiles) texts.set(path, editDependencies(texts.get(path) ?? '', wiring.unit))
  const home = flagHome(facts)
  const flags = missingFlags(facts, kubelet, edits, home)
  if (flags.length > 0) {
    const { path, variable } = known(home, flags)
    const add = (text: string) =>
      variable === undefined ? appendToCommand(text, flags) : appendFlags(text, variable, flags)
    texts.set(
      path,
      editing(path, () => add(texts.get(path) ?? '')),
    )
  }
  const changes = [...texts].flatMap(([path, text]) =>
    rewrite(facts, path, text, dependencyReasons(facts, path, wiring)),
  )
  return [...changes, ...configurationChanges(facts, kubelet, wiring)]
}

/** The files with flags that were read, each with its text. */
export function flagFiles({ observed, ...facts }: Facts): [string, string][] {
  return flagPaths({ observed, ...facts }).flatMap(path => {
    const content = observed.files.get(path)?.content
    return content === undefined ? [] : [[path, content] as [string, string]]
  })
}

function configurationChanges(facts: Facts, kubelet: KubeletFacts, wiring: KubeletWiring): ChangeInput[] {
  return configurationEdits(facts, kubelet, wiring).flatMap(({ path, text, keys }) => {
    const set = () => Object.entries(keys).reduce((done, [key, value]) => setTopLevel(done, key, value), text)
    return rewrite(facts, path, editing(path, set), wiring.reasons ?? [])
  })
}

function dependencyReasons({ observed }: Facts, path: string, { unit }: KubeletWiring): string[] {
  const text = observed.files.get(path)?.content ?? ''
  return editDependencies(text, unit) === text ? [] : [`kubelet comes after ${unit} from now on`]
}

function known(home: FlagHome | undefined, flags: readonly string[]): FlagHome {
  if (home !== undefined) return home
  throw new Error(`its unit reads no environment file with flags to which ${flags.join(' ')} could be added`)
}

function editing(path: string, edit: () => string): string {
  try {
    return edit()
  } catch (error) {
    throw new Error(`in ${path}, ${messageOf(error)}`, { cause: error })
  }
}

function rewrite({ observed }: Facts, path: string, text: string, reasons: readonly string[]): ChangeInput[] {
  const before = observed.files.get(path)
  if (before?.content === text) return []
  const place = placeOfChange(path)
  const copy = place === path ? [] : [`a copy of ${path}, which systemd takes instead`]
  const { mode = '0644', owner = 'root', group = 'root' } = before ?? {}
  return [file(place, text, { mode, owner, group, reasons: [...copy, ...reasons] })]
}
