import test from 'ava'
import { commonOptions } from '../../scripts/lib/cli/common-options.ts'
import { helpText } from '../../scripts/lib/cli/help.ts'
import { golden } from '../report/support/golden.ts'

const command = {
  name: 'run',
  summary: 'run one command on many nodes',
  options: {
    ...commonOptions,
    slots: { type: 'integer', placeholder: 'N', default: 10, description: 'how many nodes at once' },
  },
  positionals: [
    { placeholder: 'COMMAND', description: 'what to run, in quotes', optional: true, rest: true },
  ],
  examples: ["npx zx scripts/run.mjs --inventory lab 'uptime'"],
} as const

test('the help is made of the same list that parses', t => {
  golden(t, new URL('fixtures/help.txt', import.meta.url), helpText(command, 'scripts/run.mjs'))
})

for (const width of [80, 60, 100])
  test(`no line of the help is wider than ${width} columns`, t => {
    const lines = helpText(command, 'scripts/run.mjs', width).split('\n')
    t.deepEqual(
      lines.filter(line => line.length > width && !line.includes('npx')),
      [],
    )
  })
