import { PassThrough } from 'node:stream'
import { text } from 'node:stream/consumers'
import test from 'ava'
import { demo } from '../../lab/demo.ts'
import { examples, read } from './support/page.ts'

test('what README.md and docs/migrate.md show of the recorded run is what it prints, but for the cuts', async t => {
  const printed = await recordedRun()
  const shown = ['README.md', 'docs/migrate.md'].flatMap(page => examples(read(page), 'text'))
  t.is(shown.length, 3)
  for (const example of shown) {
    let from = 0
    for (const part of example.split('…\n')) {
      const at = printed.indexOf(part, from)
      t.true(at >= from, `not printed, or not in this order:\n${part}`)
      from = at + part.length
    }
  }
})

test('README.md has the example task as it is', t => {
  t.deepEqual(examples(read('README.md'), 'js'), [read('scripts/examples/chrony.mjs')])
})

async function recordedRun(): Promise<string> {
  const stdout = new PassThrough() as PassThrough & NodeJS.WriteStream
  const options = { profile: 'classic', recorded: true, down: false } as const
  await demo(options, { env: {}, stdout, stderr: stdout })
  return text(stdout.end())
}
