import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import test from 'ava'
import { allChecks } from '../../scripts/lib/checks/list.ts'
import { scanFile } from './support/scan.ts'

// Each folder of the zoo has manifests that a check is to find something in, and a clean twin of them, in which no
// check finds anything. "# found: ID" stands in the lines that are to be found, "# next: ID" in the line before.

const zoo = fileURLToPath(new URL('zoo/', import.meta.url))
const folders = readdirSync(zoo)

for (const folder of folders) {
  const targets = allChecks.find(({ id }) => id === folder)?.targets ?? ['containerd']
  const to = targets.includes('containerd') ? 'containerd' : targets[0]
  test(`${folder}: all that is marked is found, where it is marked, and nothing else`, t => {
    const file = join(zoo, folder, 'bad.yaml')
    const { found, unread } = scanFile(file, to)
    t.deepEqual(unread, [])
    const wanted = markers(readFileSync(file, 'utf8'))
    t.true(wanted.length > 0)
    t.deepEqual(found.map(({ id, place }) => `${place?.line} ${id}`).toSorted(), wanted.toSorted())
    for (const { owner } of found) t.notRegex(owner, /undefined|^ |bad\.yaml.*zoo/u)
  })

  for (const other of ['containerd', 'crio']) {
    test(`${folder}: nothing is found in the clean twin on the way to ${other}`, t => {
      const { found, unread } = scanFile(join(zoo, folder, 'clean.yaml'), other)
      t.deepEqual(unread, [])
      t.deepEqual(found, [])
    })
  }
}

test('every check of workloads and texts has a place in the zoo', t => {
  const here = allChecks.filter(({ about }) => about === 'workload' || about === 'configuration')
  t.deepEqual(
    here.map(({ id }) => id).filter(id => !folders.includes(id)),
    [],
  )
})

/** "12 docker-socket" for each mark. */
function markers(text: string): string[] {
  return text.split('\n').flatMap((line, index) => {
    const [, kind, id] = /# (found|next): ([\w-]+)$/u.exec(line) ?? []
    return id === undefined ? [] : [`${index + (kind === 'next' ? 2 : 1)} ${id}`]
  })
}
