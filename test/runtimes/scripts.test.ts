import { execFileSync } from 'node:child_process'
import test from 'ava'
import { change } from '../../scripts/lib/plan/change.ts'
import { carryImages } from '../../scripts/lib/runtimes/carry-images.ts'
import type { Runtime } from '../../scripts/lib/runtimes/runtime.ts'
import { runtimes } from '../../scripts/lib/runtimes/runtimes.ts'
import { factsOf } from '../support/facts.ts'
import { shells } from '../support/shells.ts'
import { contextOf } from './support/context.ts'

const nodes: Record<Runtime['id'], string> = {
  dockershim: 'worker-on-dockershim',
  'cri-dockerd': 'worker-on-cri-dockerd',
  containerd: 'worker-on-crio',
  crio: 'worker-on-crio',
}

for (const current of runtimes) {
  for (const target of runtimes.filter(one => one !== current)) {
    test(`from ${current.id} to ${target.id}, every script is one that every shell reads`, t => {
      const scripts = scriptsBetween(current, target)
      t.true(scripts.length > 4)
      for (const { command, installed } of shells) {
        if (!installed) continue
        const [program, ...words] = command
        // Each in braces, so that one that is cut off cannot be ended by the next.
        const input = scripts.map(script => `{\n${script}\n}\n`).join('')
        t.notThrows(() => execFileSync(program, [...words, '-n'], { input, stdio: ['pipe', 'pipe', 'pipe'] }))
      }
    })
  }
}

function scriptsBetween(current: Runtime, target: Runtime): string[] {
  const context = contextOf(factsOf(nodes[current.id]), current, target)
  const changes = [
    ...target.prepare(context),
    ...carryImages(context),
    ...current.leave(context),
    ...target.stop(context),
    ...target.configure(context),
    ...target.start(context),
  ]
  const written = changes.flatMap(one => {
    const { data } = change.safeParse(one)
    return data?.type === 'command' ? [data.script, data.undo] : []
  })
  return [...written, target.probeScript(context), current.podsScript(context.facts)].filter(
    text => text !== '',
  )
}
