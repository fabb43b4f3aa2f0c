import test from 'ava'
import type { Event } from '../../scripts/lib/engine/events.ts'
import { eventSource } from '../../scripts/lib/report/events.ts'

const clock = () => new Date('2026-11-20T09:30:00Z')

test('each event goes to every sink with its time and its run', t => {
  const [one, other]: Event[][] = [[], []]
  const emit = eventSource({
    run: 'r1',
    clock,
    sinks: [event => one?.push(event), event => other?.push(event)],
  })
  emit({ type: 'host-started', host: 'n1' })
  t.deepEqual(one, [{ time: '2026-11-20T09:30:00.000Z', run: 'r1', type: 'host-started', host: 'n1' }])
  t.deepEqual(other, one)
})

test('a sink that fails is dropped, and the others are told once and go on', t => {
  const seen: Event[] = []
  const full = () => {
    throw new Error('ENOSPC: no space left on device')
  }
  const emit = eventSource({ run: 'r1', clock, sinks: [full, event => seen.push(event)] })
  emit({ type: 'host-started', host: 'n1' })
  emit({ type: 'host-started', host: 'n2' })
  t.deepEqual(seen.map(event => (event.type === 'note' ? event.message : event.type)).toSorted(), [
    'host-started',
    'host-started',
    'one way of reporting has failed: ENOSPC: no space left on device',
  ])
})

test('it does not throw where every sink fails', t => {
  const full = () => {
    throw new Error('full')
  }
  const emit = eventSource({ run: 'r1', clock, sinks: [full, full] })
  t.notThrows(() => emit({ type: 'host-started', host: 'n1' }))
})
