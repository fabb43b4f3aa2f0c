import test from 'ava'
import { identifier } from '../../scripts/lib/transaction/identifier.ts'
import { parseListing } from '../../scripts/lib/transaction/listing.ts'
import { parseState } from '../../scripts/lib/transaction/state.ts'
import { transactionId } from '../../scripts/lib/transaction/transaction.ts'

const text = `refit	1
id	20261121T153000Z-ab12cd
host	n2
run	r1
owner	alice
from	laptop
created	2026-11-21T15:30:00Z
title	dockershim to containerd
on-failure	undo
arm	300
checksums	9
meta	cordoned	no
meta	annotation	/var/run/dockershim.sock
phase	prepare	done
phase	switch	running
armed	1795275000
working	yes
state	open
`

test('the state of a transaction is read with its facts, phases and flags', t => {
  t.deepEqual(parseState(text), {
    id: '20261121T153000Z-ab12cd',
    host: 'n2',
    run: 'r1',
    owner: 'alice',
    from: 'laptop',
    created: '2026-11-21T15:30:00Z',
    title: 'dockershim to containerd',
    meta: { cordoned: 'no', annotation: '/var/run/dockershim.sock' },
    phases: { prepare: 'done', switch: 'running' },
    armedUntil: 1_795_275_000,
    altered: false,
    working: true,
    state: 'open',
  })
})

test('a listing is transactions, and perhaps a lock', t => {
  const lock = 'lock\tr1\talice\tlaptop\t2026-11-21T15:29:00Z\t20261121T153000Z-ab12cd\tboot\t1\t2\n'
  const listing = parseListing(`${text}\n${text}altered\tyes\n\n${lock}`)
  t.is(listing.transactions.length, 2)
  t.true(listing.transactions[1]?.altered)
  t.deepEqual(listing.lock, {
    run: 'r1',
    owner: 'alice',
    from: 'laptop',
    since: '2026-11-21T15:29:00Z',
    alive: false,
    transaction: '20261121T153000Z-ab12cd',
  })
  t.deepEqual(parseListing(''), { transactions: [], archives: [] })
  t.deepEqual(parseListing('archive\tabc\t7\n\n').archives, [{ sha256: 'abc', bytes: 7 }])
})

test('what a damaged manifest lacks is unknown; that there is a transaction is not', t => {
  const state = parseState('id\t20261121T153000Z-ab12cd\naltered\tyes\nstate\topen')
  t.like(state, { host: 'unknown', run: 'unknown', title: 'unknown', altered: true, state: 'open' })
})

for (const [before, after] of [
  ['state	open', 'state	fine'],
  ['phase	switch	running', 'phase	sprint	running'],
  ['id	20261121T153000Z-ab12cd', 'id	../..'],
  ['armed	1795275000', 'armed	soon'],
] as const) {
  test(`"${after.trim()}" in place of "${before.trim()}" is not taken for a state`, t => {
    t.throws(() => parseState(text.replace(before, after)), { name: 'ZodError' })
  })
}

test('names of transactions sort by time and fit into unit names', t => {
  const first = identifier(new Date('2026-11-21T15:30:00.123Z'), () => 0)
  const second = identifier(new Date('2026-11-21T15:30:01Z'), () => 0.999999)
  t.is(first, '20261121T153000Z-aaaaaa')
  t.is(second, '20261121T153001Z-999999')
  t.true(first < second)
  t.true(transactionId.safeParse(first).success)
})
