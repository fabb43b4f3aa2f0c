import { existsSync } from 'node:fs'
import { readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'

/** What a kubelet or a systemd that boots sets for the whole machine, and what many nodes need more of. */
const changed = [
  'vm/overcommit_memory',
  'vm/panic_on_oom',
  'kernel/panic',
  'kernel/panic_on_oops',
  'kernel/keys/root_maxkeys',
  'kernel/keys/root_maxbytes',
  'kernel/core_pattern',
  'kernel/pid_max',
  'fs/file-max',
  'fs/nr_open',
  'fs/protected_fifos',
  'fs/protected_hardlinks',
  'fs/protected_regular',
  'fs/protected_symlinks',
  'fs/inotify/max_user_instances',
]

const inotifyInstances = 1024

/** Remembers the machine's own settings, before the first lab changes them. */
export async function rememberSysctls(home: string): Promise<void> {
  const file = remembered(home)
  if (!existsSync(file)) {
    const values = await Promise.all(changed.map(async name => [name, await read(name)]))
    await writeFile(file, JSON.stringify(Object.fromEntries(values), null, 2))
  }
  if (Number(await read('fs/inotify/max_user_instances')) < inotifyInstances)
    await writeFile('/proc/sys/fs/inotify/max_user_instances', String(inotifyInstances))
}

/** Puts them back, when the last lab is gone. */
export async function restoreSysctls(home: string): Promise<void> {
  const file = remembered(home)
  if (!existsSync(file)) return
  const values = savedValues.parse(JSON.parse(await readFile(file, 'utf8')))
  for (const name of changed)
    if (values[name] !== undefined) await writeFile(`/proc/sys/${name}`, values[name])
  await rm(file)
}

const savedValues = z.record(z.string(), z.string())

const remembered = (home: string) => join(home, 'sysctls.json')

const read = async (name: string) => (await readFile(`/proc/sys/${name}`, 'utf8')).trim()
