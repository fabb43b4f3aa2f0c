import test from 'ava'
import { catalogue } from './catalogue.ts'
import { pointsIn } from './journal.ts'
import { pointsOf } from './points.ts'
import { seeded } from './random.ts'
import { table } from './table.ts'

const manifest = ['command\tstop', 'write\ta file', 'unit\tstart']
  .map((step, index) => `step\t${index + 1}\t${index === 0 ? 'prepare' : 'switch'}\t${step}\n`)
  .join('')

const lines = (words: string) =>
  words
    .split(', ')
    .map(word => `2026-11-21T15:30:00Z\t${word.replace(' ', '\t')}\n`)
    .join('')

const points = pointsOf(
  manifest,
  pointsIn(
    lines(
      'run prepare, begin 1, output 1, done 1, end prepare, run switch, armed 120, begin 2, done 2, begin 3, done 3, end switch, confirmed',
    ),
  ),
  pointsIn(
    lines('undo by hand, undoing 3, undone 3, undoing 2, undone 2, undoing 1, undone 1, ended undone'),
  ),
)

test('points are taken from a journal as it is', t => {
  t.deepEqual(points.prepare, ['run prepare', 'begin 1', 'done 1', 'end prepare'])
  t.deepEqual(points.begins, ['begin 2', 'begin 3'])
  t.deepEqual(points.writes, ['begin 2'])
  t.deepEqual(points.undo.slice(0, 2), ['undo', 'undoing 3'])
})

test('a half line of a journal is no point', t => {
  t.deepEqual(pointsIn(`${lines('begin 1')}2026-11-2`), ['begin 1'])
})

test('a seed gives the same faults in the same order, and each name is there once', t => {
  const names = (seed: number) => catalogue(points, seeded(seed)).map(({ name }) => name)
  t.deepEqual(names(7), names(7))
  t.notDeepEqual(names(7), names(8))
  t.is(new Set(names(7)).size, names(7).length)
})

test('each kind has its turn before any has a second', t => {
  const kinds = catalogue(points, seeded(7)).map(({ kind }) => kind)
  const count = new Set(kinds).size
  t.is(new Set(kinds.slice(0, count)).size, count)
})

test('what was lost is counted as lost', t => {
  const text = table([
    { kind: 'power cut', name: 'one', problems: [] },
    { kind: 'power cut', name: 'two', problems: ['it did not come back'] },
  ])
  t.regex(text, /^power cut +2 +1$/mu)
  t.is(text.split('\n').at(-1), 'faults: 1 survived, 1 lost')
})
