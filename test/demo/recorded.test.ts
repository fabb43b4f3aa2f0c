import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { text } from 'node:stream/consumers'
import test from 'ava'
import { demo } from '../../lab/demo.ts'
import { checkout, recorded } from '../../lab/paths.ts'
import { exitCodes, RefitError } from '../../scripts/lib/errors.ts'
import { readPlan } from '../../scripts/lib/plan/file.ts'
import { planSummary } from '../../scripts/lib/plan/text.ts'

const classic = { profile: 'classic', recorded: false, down: false } as const

test('--recorded shows the plan, the report and the recap of a real run, and ends well', async t => {
  const zx = createRequire(import.meta.url).resolve('zx/cli')
  const child = spawn(process.execPath, [zx, join(checkout, 'lab', 'demo.mjs'), '--recorded'], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, FORCE_COLOR: '0' },
  })
  const [out, error, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'close') as Promise<[number]>,
  ])
  t.is(code, 0, error)
  t.is(error, '')
  t.true(out.includes(planSummary(await readPlan(recorded.plan))))
  t.regex(out, /^n2: migrated after /mu)
  t.regex(out, /^2 migrated\. [^]*\nLog: lab\/recorded\/events\.ndjson\n$/mu)
})

test('where no lab can be, it says why in one sentence, shows the recording, and then what to do', async t => {
  const noRoot = new RefitError('The lab boots machines and needs root.', {
    next: 'Run the same command again with sudo.',
    exitCode: exitCodes.usage,
  })
  const { io, printed } = fakeProcess()
  t.is(await demo(classic, io, () => Promise.reject(noRoot)), 0)
  const lines = (await printed()).trim().split('\n')
  t.is(lines[0], 'The lab boots machines and needs root.')
  t.regex(
    lines[1] ?? '',
    /^This is a recording: two nodes of a lab, migrated on 2\d{3}-\d\d-\d\d in \d+m\d\ds\.$/u,
  )
  t.true(lines.some(line => line.startsWith('2 migrated. ')))
  t.is(lines.at(-1), 'Run the same command again with sudo.')
})

test('a lab that breaks while it is made is an error, and no reason to show something else', async t => {
  const { io } = fakeProcess()
  const broken = new RefitError('n1 did not boot.')
  await t.throwsAsync(
    demo(classic, io, () => Promise.reject(broken)),
    { is: broken },
  )
})

test('the recording says nothing about the machine that made it', async t => {
  for (const file of [recorded.plan, recorded.events]) {
    const content = await readFile(file, 'utf8')
    t.notRegex(content, /"\/(?:work|root|home|tmp|Users)\b/u)
    t.notRegex(content, /refit-lab/u)
  }
})

/** A process whose standard output is kept. */
function fakeProcess() {
  const stdout = new PassThrough() as PassThrough & NodeJS.WriteStream
  const io = { env: {}, stdout, stderr: stdout }
  return { io, printed: () => text(stdout.end()) }
}
