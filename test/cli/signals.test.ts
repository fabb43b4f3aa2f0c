import { EventEmitter } from 'node:events'
import test from 'ava'
import { interruption } from '../../scripts/lib/cli/signals.ts'

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'])
  test(`the first ${signal} asks to stop, the second to abort, and each says so`, t => {
    const source = new EventEmitter()
    const said: string[] = []
    const { stop, abort } = interruption(source, message => said.push(message))
    t.deepEqual([stop.aborted, abort.aborted], [false, false])
    source.emit(signal)
    t.deepEqual([stop.aborted, abort.aborted], [true, false])
    source.emit(signal)
    t.deepEqual([stop.aborted, abort.aborted], [true, true])
    source.emit(signal)
    t.is(new Set(said).size, 3)
  })

test('signals of two kinds count together', t => {
  const source = new EventEmitter()
  const { abort } = interruption(source, () => {})
  source.emit('SIGINT')
  source.emit('SIGTERM')
  t.true(abort.aborted)
})

test('nothing is left behind', t => {
  const source = new EventEmitter()
  const { dispose } = interruption(source, () => {})
  t.deepEqual(source.eventNames(), ['SIGINT', 'SIGTERM', 'SIGHUP'])
  dispose()
  t.deepEqual(source.eventNames(), [])
})
