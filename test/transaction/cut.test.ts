import { chmod, mkdir, symlink } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import test from 'ava'
import type { ExecutionContext } from 'ava'
import fc from 'fast-check'
import { readFile } from 'node:fs/promises'
import type { Step } from '../../scripts/lib/plan/step.ts'
import { bundle } from '../../scripts/lib/transaction/bundle.ts'
import { canTrace, runAndCut } from './support/cut.ts'
import { scratch, transactionOf, transactions } from './support/scratch.ts'
import type { Scratch } from './support/scratch.ts'
import { installedShells, skip } from './support/shells.ts'
import type { Shell } from './support/shells.ts'

// 60 cases by default; REFIT_CUT_CASES=1000 for the long test, REFIT_CUT_SEED to see one again.
const cases = Number(process.env['REFIT_CUT_CASES'] ?? 60)
const seed = Number(process.env['REFIT_CUT_SEED'] ?? Date.now() % 2 ** 31)
const shells = installedShells().filter(({ name }) => name !== 'bash')

const names = ['a', 'b', '-c', "d'e", 'f g', 'ü'] as const
const path = fc
  .array(fc.constantFrom(...names), { minLength: 1, maxLength: 3 })
  .map(parts => `/etc/${parts.join('/')}`)
const content = fc.string({ unit: 'binary', maxLength: 40 })
const mode = fc.constantFrom('0600', '0644', '0755', '4711', '0000')

type Entry =
  | { path: string; content: string; mode: string }
  | { path: string; target: string }
  | { path: string; empty: true }

const entry: fc.Arbitrary<Entry> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ path, content, mode }) },
  // A link that leads out of the scratch root would lead to the real machine, so all are relative.
  {
    weight: 1,
    arbitrary: fc.record({ path, target: fc.constantFrom(...names, 'a/b', './ü', 'nowhere/at/all') }),
  },
  { weight: 1, arbitrary: fc.record({ path, empty: fc.constant(true as const) }) },
)

type Plan = (owner: Scratch['owner']) => Step

const step: fc.Arbitrary<Plan> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc
      .record({ path, content, mode })
      .map((fields): Plan => owner => ({ do: 'write', ...fields, ...owner })),
  },
  { weight: 2, arbitrary: path.map((removed): Plan => () => ({ do: 'remove', path: removed })) },
  {
    weight: 1,
    arbitrary: fc.nat(9).map((number): Plan => () => ({
      do: 'command',
      title: 'make a file',
      script: `mkdir "$REFIT_ROOT/made-${number}"; echo x >"$REFIT_ROOT/made-${number}/x"`,
      undo: `rm -rf "$REFIT_ROOT/made-${number}"`,
    })),
  },
)

const scenario = fc.record({
  entries: fc.array(entry, { maxLength: 8 }),
  steps: fc.array(step, { minLength: 1, maxLength: 6 }),
  cut: fc.noBias(fc.nat(350)),
  undoCuts: fc.array(fc.noBias(fc.nat(150)), { maxLength: 2 }),
  shell: fc.nat(Math.max(0, shells.length - 1)),
})

test(`a run and its undo, cut anywhere, leave the tree as it was (${cases} cases, seed ${seed})`, async t => {
  t.timeout(cases * 10_000)
  if (shells.length === 0) {
    skip(t, 'neither dash nor busybox is here')
    return
  }
  if (!canTrace) t.log('strace is not here: cut by the clock, not at system calls')
  const script = await readFile('scripts/node/transaction.sh', 'utf8')
  const counts = { cut: 0, whole: 0 }
  await fc.assert(
    fc.asyncProperty(scenario, async ({ shell: index, ...rest }) => {
      const shell = shells[index]
      if (shell === undefined) throw new Error('no such shell')
      const wasCut = await thereAndBack(t, script, shell, rest)
      counts[wasCut ? 'cut' : 'whole'] += 1
    }),
    { numRuns: cases, seed, endOnFailure: cases > 100 },
  )
  t.log(`seed ${seed}: ${counts.cut} runs were cut, ${counts.whole} came to their end`)
  t.true(counts.cut > 0)
})

async function thereAndBack(
  t: ExecutionContext,
  script: string,
  shell: Shell,
  { entries, steps, cut, undoCuts }: { entries: Entry[]; steps: Plan[]; cut: number; undoCuts: number[] },
): Promise<boolean> {
  const place = await scratch(t, shell)
  for (const item of entries) await make(place, item)
  const before = await place.tree()
  const transaction = transactionOf(steps.map(plan => plan(place.owner)))
  const { id, tar } = bundle(transaction, script)
  const directory = join(place.root, transactions, id)
  await place.session.run(`mkdir -p ${directory} && tar -xf - -C ${directory}`, { input: tar })
  const wasCut = await runAndCut(place, id, ['run', 'switch'], { call: cut })
  if (!wasCut) t.regex(await place.read(`${transactions}/${id}/journal`), /\t(end\tswitch|ended\tundone)\n$/)
  for (const call of undoCuts) await runAndCut(place, id, ['undo'], { call })
  const undone = await place.script(id, 'undo')
  t.is(undone.code, 0, `${undone.stderr}\n${await place.read(`${transactions}/${id}/journal`)}`)
  t.deepEqual(await place.tree(), before)
  return wasCut
}

/** Makes an entry of the tree, where the ones before it leave room for it. */
async function make(place: Scratch, item: Entry): Promise<void> {
  const at = join(place.root, item.path)
  try {
    await mkdir(dirname(at), { recursive: true })
    if ('target' in item) await symlink(item.target, at)
    else if ('empty' in item) await mkdir(at)
    else {
      await place.file(item.path, item.content)
      await chmod(at, Number.parseInt(item.mode, 8))
    }
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (!['EEXIST', 'ENOTDIR', 'EISDIR', 'ENOENT', 'ELOOP', 'EACCES'].includes(code ?? '')) throw error
  }
}
