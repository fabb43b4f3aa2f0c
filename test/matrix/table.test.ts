import test from 'ava'
import { restartsBetween } from './restarts.ts'
import { rowText, table } from './table.ts'

test('The table has a row for each pair, numbers where they are known, and ends with the count', t => {
  const cost = {
    seconds: 41.4,
    rollbackSeconds: 30.6,
    dark: 6.25,
    restarts: 2,
    connections: 2,
    roundTrips: 11,
  }
  t.is(
    table([
      { pair: 'classic a:b', problems: [], cost },
      { pair: 'classic b:a', problems: ['it cannot be'] },
    ]),
    `| pair        | result | seconds | rollback | no runtime | restarts | connections | round trips |
| ----------- | ------ | ------: | -------: | ---------: | -------: | ----------: | ----------: |
| classic a:b | passed |      41 |       31 |        6.3 |        2 |           2 |          11 |
| classic b:a | failed |         |          |            |          |             |             |

pairs: 1 passed, 1 failed`,
  )
})

test('A pair that has just ended is a line of what is known of it', t => {
  const cost = { seconds: 41.4, dark: 6.25, restarts: 2, connections: 2, roundTrips: 11 }
  t.is(
    rowText({ pair: 'classic a:b', problems: [], cost }),
    'classic a:b: seconds 41, no runtime 6.3, restarts 2, connections 2, round trips 11',
  )
  t.is(rowText({ pair: 'classic a:b', problems: ['no'] }), 'classic a:b')
})

test('Restarts are those of containers that were there before; new pods have none', t => {
  const before = new Map([
    ['pod1 web', 'docker://a'],
    ['pod2 agent', 'docker://b'],
    ['pod3 gone', 'docker://c'],
  ])
  const after = new Map([
    ['pod1 web', 'containerd://d'],
    ['pod2 agent', 'docker://b'],
    ['pod4 new', 'containerd://e'],
  ])
  t.is(restartsBetween(before, after), 1)
})
