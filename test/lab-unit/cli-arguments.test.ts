import test from 'ava'
import { exitCodes } from '../../scripts/lib/errors.ts'
import { main } from '../../lab/cli.ts'
import { checkCount, checkName, checkProfile, nameOption, parse } from '../../lab/cli-arguments.ts'

const refused: [string, () => unknown, RegExp][] = [
  ['an unknown flag', () => parse(['--naem', 'x'], nameOption), /Unknown option '--naem'/],
  ['a flag without its value', () => parse(['--name'], nameOption), /--name/],
  ['a word where none belongs', () => parse(['extra'], nameOption), /extra/],
  [
    'a profile that does not exist',
    () => checkProfile('old'),
    /--profile old: the profiles are classic, modern, current/,
  ],
  ['no nodes', () => checkCount('0'), /--nodes 0: a lab has 1 to 32 nodes/],
  ['more nodes than there are addresses', () => checkCount('33'), /--nodes 33/],
  ['a number that is none', () => checkCount('2x'), /--nodes 2x/],
  ['a name that leads out of the state folder', () => checkName('../etc'), /--name \.\.\/etc: a lab name is/],
  ['an empty name', () => checkName(''), /a lab name is/],
]

for (const [title, call, message] of refused)
  test(`The command line refuses ${title}`, t => {
    t.throws(call, { message, name: 'RefitError' })
  })

test('What is left out has its default', t => {
  t.is(parse([], nameOption).values.name, 'lab')
})

test('A command that does not exist ends with the code for wrong usage', async t => {
  t.is(await main(['destroy'], {}), exitCodes.usage)
  t.is(await main([], {}), exitCodes.usage)
})

test('A lab that does not exist cannot be shown or entered', async t => {
  const environment = { REFIT_LAB_HOME: '/nonexistent' }
  t.is(await main(['status', '--json'], environment), exitCodes.usage)
  t.is(await main(['ssh', 'n1'], environment), exitCodes.usage)
})
