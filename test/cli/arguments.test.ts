import test from 'ava'
import { parseArguments } from '../../scripts/lib/cli/arguments.ts'
import { commonOptions } from '../../scripts/lib/cli/common-options.ts'
import type { Command } from '../../scripts/lib/cli/options.ts'
import { exitCodes, RefitError } from '../../scripts/lib/errors.ts'

const command = {
  name: 'migrate',
  summary: 'take nodes to another container runtime',
  options: {
    ...commonOptions,
    to: {
      type: 'string',
      required: true,
      placeholder: 'RUNTIME',
      choices: ['containerd', 'crio'],
      description: 'the runtime to go to',
    },
    slots: { type: 'integer', placeholder: 'N', default: 1, description: 'how many nodes at once' },
  },
} as const satisfies Command

const positional = {
  name: 'run',
  summary: 'run one command on many nodes',
  options: { verbose: { type: 'boolean', description: 'more' } },
  positionals: [{ placeholder: 'COMMAND', description: 'what to run' }],
} as const satisfies Command

test('values come under camel-case names, with their defaults', t => {
  const { values, positionals } = parseArguments(['--inventory', 'lab', '--to=crio', '--dry-run'], command)
  t.deepEqual(values, {
    inventory: 'lab',
    limit: [],
    dryRun: true,
    yes: false,
    json: false,
    detailedExitcode: false,
    breakLock: false,
    output: 'auto',
    verbose: false,
    help: false,
    to: 'crio',
    slots: 1,
  })
  t.deepEqual(positionals, [])
})

test('short options, grouped flags, repeated options and numbers are understood', t => {
  const { values } = parseArguments(
    ['-yv', '-i', 'lab', '-l', 'workers', '--limit', '!n3', '--to', 'containerd', '--slots', '12'],
    command,
  )
  t.deepEqual([values.yes, values.verbose, values.limit, values.slots], [true, true, ['workers', '!n3'], 12])
})

test('with --help nothing is missing', t => {
  t.true(parseArguments(['--help'], command).values.help)
})

test('what follows two dashes is no option', t => {
  t.deepEqual(parseArguments(['--', '--uptime'], positional).positionals, ['--uptime'])
})

const lab = ['--inventory', 'lab', '--to', 'crio']
const wrong: [string, Command, string[], string, string | undefined][] = [
  [
    'an option with a typo',
    command,
    [...lab, '--dryrun'],
    'unknown option --dryrun',
    'did you mean --dry-run?',
  ],
  [
    'the beginning of an option',
    command,
    [...lab, '--detailed'],
    'unknown option --detailed',
    'did you mean --detailed-exitcode?',
  ],
  ['an option like no other', command, [...lab, '--frobnicate'], 'unknown option --frobnicate', undefined],
  [
    'the name of a property of every object',
    command,
    [...lab, '--constructor'],
    'unknown option --constructor',
    undefined,
  ],
  ['an unknown letter', command, [...lab, '-x'], 'unknown option -x', undefined],
  ['a missing option', command, ['--to', 'crio'], '--inventory is missing', 'add --inventory NAME'],
  ['a value that is missing at the end', command, ['--to'], '--to needs a value', 'write --to RUNTIME'],
  ['a value that is empty', command, ['--to='], '--to needs a value', 'write --to RUNTIME'],
  [
    'a value that was forgotten',
    command,
    ['--inventory', '--yes'],
    '--inventory needs a value before --yes',
    'write --inventory=--yes if that is the value',
  ],
  ['a value for a flag', command, [...lab, '--yes=no'], '--yes takes no value', 'write --yes alone'],
  ['a value given twice', command, [...lab, '--to', 'crio'], '--to is given 2 times', 'give it once'],
  [
    'a value that is no choice',
    command,
    ['--inventory', 'lab', '--to', 'podman'],
    '--to podman is none of containerd, crio',
    undefined,
  ],
  [
    'a choice with a typo',
    command,
    ['--inventory', 'lab', '--to', 'cri-o'],
    '--to cri-o is none of containerd, crio, did you mean crio?',
    undefined,
  ],
  [
    'a number that is none',
    command,
    [...lab, '--slots', '1.5'],
    '--slots 1.5 is not a whole number',
    'write --slots N',
  ],
  ['a word that is not expected', command, [...lab, 'n2'], '"n2" is not expected here', undefined],
  ['a word that is missing', positional, [], 'COMMAND is missing: what to run', undefined],
  ['one word too many', positional, ['a', 'b'], '"b" is not expected here', undefined],
  [
    'an option that would harm the terminal',
    command,
    ['--\u001b[2J'],
    String.raw`unknown option --\x1b[2J`,
    undefined,
  ],
]
for (const [title, declared, words, message, next] of wrong)
  test(`${title} is one sentence and exit code 64`, t => {
    const error = t.throws(() => parseArguments(words, declared), { instanceOf: RefitError })
    t.is(error?.message, message)
    t.is(error?.next, next ?? 'the same command with --help shows what there is')
    t.is(error?.exitCode, exitCodes.usage)
  })
