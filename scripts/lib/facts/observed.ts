import type { Frame } from './frames.ts'

/** What is so on a node for each thing that a plan may want to change. */
export interface Observed {
  files: Map<string, ObservedFile>
  /** Folders whose files are all known: what is not among `files` does not exist. */
  trees: Set<string>
  units: Map<string, ObservedUnit>
  /** Installed version, or undefined where the package is not installed. */
  packages: Map<string, string | undefined>
  sysctls: Map<string, string | undefined>
  modules: Map<string, boolean>
  /** Whether the check of a command, by its id, said that there is nothing to do. */
  checks: Map<string, boolean>
}

export interface ObservedFile {
  exists: boolean
  /** Set where the path is a symbolic link; the rest describes what it points at. */
  link?: string
  type?: string
  mode?: string
  owner?: string
  group?: string
  sha256?: string
  /** Missing for what is not a regular file, or is larger than 256 KiB. */
  content?: string
}

export interface ObservedUnit {
  exists: boolean
  active: boolean
  /** systemctl's own word: enabled, disabled, static, masked, … */
  enabled: string
  fragment: string
  dropIns: string[]
  requires: string[]
}

/** Reads the frames that answer the requested targets. */
export function parseObserved(frames: ReadonlyMap<string, Frame>): Observed {
  const observed = emptyObserved()
  for (const [name, frame] of frames) {
    const [kind, subject] = split(name, ':')
    if (kind === 'file') observed.files.set(subject, parseFile(frame.body))
    if (kind === 'tree') observed.trees.add(subject)
    if (kind === 'unit') observed.units.set(subject, parseUnit(frame.body))
    if (kind === 'package') observed.packages.set(subject, /^installed (.+)$/mu.exec(frame.body)?.[1])
    if (kind === 'sysctl') observed.sysctls.set(subject, frame.code === 0 ? frame.body.trim() : undefined)
    if (kind === 'module') observed.modules.set(subject, frame.code === 0)
    if (kind === 'check') observed.checks.set(subject, frame.code === 0)
  }
  return observed
}

/** An observation of nothing, to merge others into. */
export function emptyObserved(): Observed {
  return {
    files: new Map(),
    trees: new Set(),
    units: new Map(),
    packages: new Map(),
    sysctls: new Map(),
    modules: new Map(),
    checks: new Map(),
  }
}

/** What is known of a file; undefined where nobody looked. */
export function observedFile(
  { files, trees }: Pick<Observed, 'files' | 'trees'>,
  path: string,
): ObservedFile | undefined {
  const below = [...trees].some(folder => path.startsWith(`${folder}/`))
  return files.get(path) ?? (below ? { exists: false } : undefined)
}

function parseFile(body: string): ObservedFile {
  const file: ObservedFile = { exists: false }
  for (const line of body.split('\n')) {
    const [key, value] = split(line, ' ')
    if (key === 'link') file.link = value
    if (key === 'sha256') file.sha256 = value
    if (key === 'content') file.content = Buffer.from(value, 'base64').toString('utf8')
    if (key === 'stat') Object.assign(file, parseStat(value))
    if (key === 'ids') nameByNumber(file, value)
  }
  // Of an empty file base64 prints nothing; it has a content all the same.
  if (file.content === undefined && body.includes('\ncontent ')) file.content = ''
  return file
}

function parseStat(value: string): ObservedFile {
  const [mode = '', owner = '', group = '', , ...type] = value.split(' ')
  return { exists: true, mode: mode.padStart(4, '0'), owner, group, type: type.join(' ') }
}

// An id without a name is UNKNOWN to stat, which chown does not know either.
function nameByNumber(file: ObservedFile, value: string): void {
  const [user = '', group = ''] = value.split(' ')
  if (file.owner === 'UNKNOWN') file.owner = user
  if (file.group === 'UNKNOWN') file.group = group
}

function parseUnit(body: string): ObservedUnit {
  const properties = new Map(body.split('\n').map(line => split(line, '=')))
  const words = (key: string) => (properties.get(key) ?? '').split(' ').filter(Boolean)
  return {
    exists: !['not-found', 'error', ''].includes(properties.get('LoadState') ?? ''),
    active: ['active', 'activating', 'reloading'].includes(properties.get('ActiveState') ?? ''),
    enabled: properties.get('UnitFileState') ?? '',
    fragment: properties.get('FragmentPath') ?? '',
    dropIns: words('DropInPaths'),
    requires: [...words('Requires'), ...words('BindsTo')],
  }
}

/** Splits at the first separator; the second part may hold more of them. */
function split(text: string, separator: string): [string, string] {
  const at = text.indexOf(separator)
  return at === -1 ? [text, ''] : [text.slice(0, at), text.slice(at + separator.length)]
}
