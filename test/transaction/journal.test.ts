import test from 'ava'
import fc from 'fast-check'
import { journalReader } from '../../scripts/lib/transaction/journal-reader.ts'
import { parseEntry, parseJournal } from '../../scripts/lib/transaction/journal.ts'

const time = '2026-11-21T15:30:00Z'

const lines: readonly [string, ReturnType<typeof parseEntry>][] = [
  ['run\tswitch', { time, kind: 'run', phase: 'switch' }],
  ['armed\t300', { time, kind: 'armed', seconds: 300 }],
  ['begin\t1\twrite /etc/x', { time, kind: 'begin', step: 1, title: 'write /etc/x' }],
  ['output\t1\tsome text', { time, kind: 'output', step: 1, text: 'some text' }],
  ['output\t1\t', { time, kind: 'output', step: 1, text: '' }],
  ['done\t1', { time, kind: 'done', step: 1 }],
  ['failed\t2\t7\tstart it', { time, kind: 'failed', step: 2, code: 7, title: 'start it' }],
  ['failed\t2\t\tstart it', { time, kind: 'failed', step: 2, code: 1, title: 'start it' }],
  ['end\tswitch', { time, kind: 'end', phase: 'switch' }],
  ['undo\tby hand', { time, kind: 'undo', reason: 'by hand' }],
  ['undoing\t1\twrite', { time, kind: 'undoing', step: 1, title: 'write' }],
  ['undone\t1', { time, kind: 'undone', step: 1 }],
  ['undo-failed\t1\t2\twrite', { time, kind: 'undo-failed', step: 1, code: 2, title: 'write' }],
  ['ended\tundone', { time, kind: 'ended', result: 'undone' }],
  ['confirmed', { time, kind: 'confirmed' }],
  ['begin\t1\twrite /e\ttorn', undefined],
  ['begin\tone\twrite', undefined],
  ['done\t-1', undefined],
  ['nonsense\t1', undefined],
  ['', undefined],
]

for (const [line, expected] of lines) {
  test(`journal line: ${JSON.stringify(line)}`, t => {
    t.deepEqual(parseEntry(`${time}\t${line}`), expected)
  })
}

test('a line without a time is none, wherever it comes from', t => {
  for (const line of ['', 'begin\t1\tx', `x${time}\tdone\t1`, '\0\0\0\tdone\t1'])
    t.is(parseEntry(line), undefined)
})

test('what a node says cannot move the cursor of a terminal or turn text around', t => {
  const [entry] = parseJournal(`${time}\toutput\t1\t\u001B[2J\u202Eevil\u0007\n`)
  t.regex(entry?.kind === 'output' ? entry.text : '', /^[\u0020-\u007E]+$/)
})

test('no text makes the parser throw or give an entry of no kind', t => {
  const piece = fc.oneof(
    fc.constantFrom('\t', '\n', time, 'begin', 'done', '1', 'torn', '\r'),
    fc.string({ unit: 'binary' }),
  )
  fc.assert(
    fc.property(fc.array(piece), pieces => {
      const entries = parseJournal(pieces.join(''))
      t.true(entries.every(entry => entry.time === time && entry.kind.length > 0))
    }),
  )
})

const stream = [
  `|${time}\trun\tswitch`,
  `|${time}\tbegin\t1\tfirst`,
  'offset\t60',
  `|${time}\toutput\t1\twhy`,
  `|${time}\tfailed\t1\t3\tfirst`,
  'offset\t120',
]
const state = [
  'refit\t1',
  'id\t20261121T153000Z-ab12cd',
  'host\tn1',
  'run\tr',
  'owner\to',
  'from\tf',
  'created\tc',
  'title\tt',
  'phase\tswitch\tcut-off',
  'state\topen',
]

test('entries come out once each, however often the connection is lost', t => {
  fc.assert(
    fc.property(fc.array(fc.nat(stream.length), { maxLength: 4 }), cuts => {
      const reader = journalReader()
      const kinds: string[] = []
      for (const cut of [...cuts, stream.length]) {
        reader.restart()
        const from = { 0: 0, 60: 3, 120: 6 }[reader.offset] ?? 0
        for (const line of stream.slice(from, Math.max(from, cut)))
          kinds.push(...reader.read(line).map(({ kind }) => kind))
      }
      t.deepEqual(kinds, ['run', 'begin', 'output', 'failed'])
      t.is(reader.offset, 120)
      t.deepEqual(reader.failure, { step: 1, code: 3, title: 'first', output: ['why'] })
    }),
  )
})

test('what became of it is read after the journal', t => {
  const reader = journalReader()
  for (const line of [...stream, ...state]) reader.read(line)
  t.like(reader.state(), { id: '20261121T153000Z-ab12cd', state: 'open', phases: { switch: 'cut-off' } })
  reader.restart()
  t.throws(() => reader.state())
})
