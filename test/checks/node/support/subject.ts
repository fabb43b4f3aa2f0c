import { readFileSync } from 'node:fs'
import type { NodeSubject } from '../../../../scripts/lib/checks/node/subject.ts'
import { parseSurvey } from '../../../../scripts/lib/checks/node/survey/survey.ts'
import { parseFacts } from '../../../../scripts/lib/facts/facts.ts'
import type { RuntimeId } from '../../../../scripts/lib/runtimes/runtime.ts'
import { currentRuntime, runtimeNamed } from '../../../../scripts/lib/runtimes/runtimes.ts'

/** When the fixtures were captured. */
const captured = Number(/^time (\d+)$/mu.exec(fixture('worker.probe'))?.[1]) * 1000

interface Changes extends Partial<Omit<NodeSubject, 'current' | 'target'>> {
  target?: RuntimeId
}

/** A worker of the lab on cri-dockerd, as probe.sh and survey.sh told of it, and what a test wants otherwise. */
export function nodeOnDocker({ target = 'containerd', ...changes }: Changes = {}): NodeSubject {
  const facts = changes.facts ?? parseFacts(fixture('worker.probe'), captured)
  return {
    host: 'n2',
    facts,
    survey: parseSurvey(fixture('worker.survey')),
    current: currentRuntime(facts),
    target: runtimeNamed(target),
    settings: { containerd: {}, images: { carry: 'all' } },
    now: captured,
    ...changes,
  }
}

function fixture(name: string): string {
  return readFileSync(new URL(`../fixtures/${name}.txt`, import.meta.url), 'utf8')
}
