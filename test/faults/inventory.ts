import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parse, stringify } from 'yaml'

export interface NodeSettings {
  /** The dead man's switch, in seconds. */
  timeout?: number
  /** How long verify waits, in seconds. */
  verify?: number
  drain?: boolean
  /** A folder of templates. */
  templates?: string
}

/** Writes the lab's inventory with settings for its n2 that make rounds quick; gives the file. */
export async function writeInventory(
  from: string,
  folder: string,
  { timeout = 120, verify = 90, drain = false, templates }: NodeSettings,
): Promise<string> {
  const inventory = parse(await readFile(from, 'utf8')) as { hosts: Record<string, object> }
  Object.assign(inventory.hosts['n2'] ?? {}, {
    connectTimeout: '5s',
    drain: { skip: !drain, timeout: '60s' },
    verify: { timeout: `${verify}s` },
    transaction: { timeout: `${timeout}s` },
    images: { carry: 'used' },
    ...(templates === undefined ? {} : { templates }),
  })
  const file = join(
    folder,
    `faults-${timeout}-${verify}-${drain}-${templates === undefined ? '' : 'own'}.yaml`,
  )
  await writeFile(file, stringify(inventory))
  return file
}
