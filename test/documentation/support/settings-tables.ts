import { containerdKeys } from '../../../scripts/lib/settings/containerd.ts'
import { crioKeys } from '../../../scripts/lib/settings/crio.ts'
import type { DockerKey } from '../../../scripts/lib/settings/docker-key.ts'
import { dockerKeys } from '../../../scripts/lib/settings/docker-keys.ts'

/** The tables of docs/settings.md by the word after which each stands, made from what reads the settings. */
export const settingsTables: ReadonlyMap<string, string> = new Map([
  [
    'carried',
    table(
      ['key of daemon.json', 'flag of dockerd', 'containerd', 'CRI-O'],
      keysThat('carried').map(row => [code(row.key), flagOf(row), row.containerd, row.crio]),
    ),
  ],
  [
    'lost',
    table(
      ['key of daemon.json', 'flag of dockerd', 'why, and what to do'],
      keysThat('lost').map(row => [
        code(row.key),
        flagOf(row),
        sentence(row.containerd.replace(/^Lost: /u, '')),
      ]),
    ),
  ],
  [
    'nowhere',
    table(
      ['why', 'keys of daemon.json'],
      [...Map.groupBy(keysThat('nowhere'), ({ containerd }) => containerd)].map(([why, rows]) => [
        sentence(why.replace(/^No effect: /u, '')),
        rows.map(({ key }) => code(key)).join(', '),
      ]),
    ),
  ],
  [
    'containerd',
    table(
      ['key', 'why'],
      containerdKeys.map(({ place, why }) => [code(place.join('.')), `${sentence(why)}.`]),
    ),
  ],
  [
    'crio',
    table(
      ['key', 'why'],
      crioKeys.map(({ key, why }) => [code(key), `${sentence(why)}.`]),
    ),
  ],
])

/** The page with each table as it is now, after `<!-- table: NAME -->`. */
export function withTables(page: string): string {
  const made = page.replaceAll(
    /(<!-- table: (\w+) -->\n\n)(?:\|.*\n)*\n*/gu,
    (_, before: string, name: string) => {
      const found = settingsTables.get(name)
      if (found === undefined) throw new Error(`there is no table ${name}`)
      return `${before}${found}\n`
    },
  )
  return `${made.trimEnd()}\n`
}

function keysThat(goes: DockerKey['goes']): DockerKey[] {
  return dockerKeys.filter(row => row.goes === goes)
}

function flagOf({ key, flag = key, short }: DockerKey): string {
  const long = key === 'proxies' || key === 'builder' ? [] : [code(`--${flag}`)]
  return [...long, ...(short === undefined ? [] : [code(`-${short}`)])].join(', ')
}

// As prettier lays tables out, so that the page is the same however it was written.
function table(heading: string[], rows: string[][]): string {
  const all = [heading, ...rows].map(cells => cells.map(cell => cell.replaceAll('|', String.raw`\|`)))
  const widths = heading.map((_, column) => Math.max(...all.map(cells => cells[column]?.length ?? 0)))
  const line = (cells: string[]) =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |\n`
  const [first = [], ...others] = all
  return line(first) + line(widths.map(width => '-'.repeat(width))) + others.map(line).join('')
}

function code(text: string): string {
  return `\`${text}\``
}

function sentence(text: string): string {
  return /^(?:kubelet|containerd)/u.test(text) ? text : text.slice(0, 1).toUpperCase() + text.slice(1)
}
