import { mkdtemp, mkdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test from 'ava'
import { listProcesses } from '../../lab/processes.ts'

test('A process is read from /proc, whatever its name looks like, and one that is gone is left out', async t => {
  const proc = await mkdtemp(join(tmpdir(), 'refit-proc-'))
  t.teardown(() => rm(proc, { recursive: true }))
  for (const folder of ['17', '18', '19', 'sys']) await mkdir(join(proc, folder))
  await writeFile(join(proc, '17', 'stat'), '17 (a (strange) name) S 4 17 17 0 -1 0\n')
  await writeFile(join(proc, '17', 'cmdline'), 'systemd-nspawn\0--machine=refit0-n1\0')
  await writeFile(join(proc, '18', 'stat'), '18 (kthreadd) S 2 0 0 0 -1 0\n')
  await writeFile(join(proc, '18', 'cmdline'), '')
  const processes = await listProcesses(proc)
  t.deepEqual(
    processes.toSorted((a, b) => a.pid - b.pid),
    [
      { pid: 17, parent: 4, arguments: ['systemd-nspawn', '--machine=refit0-n1'] },
      { pid: 18, parent: 2, arguments: [] },
    ],
  )
})
