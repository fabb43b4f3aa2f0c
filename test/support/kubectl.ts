import type { Kubectl, KubectlResult } from '../../scripts/lib/cluster/kubectl.ts'

/** A kubectl that answers what it was told to, by the beginning of its words, and fails on anything else. */
export function fakeKubectl(answers: Record<string, Partial<KubectlResult> | Partial<KubectlResult>[]>) {
  const asked: string[] = []
  const kubectl: Kubectl = async (words, { onLine } = {}) => {
    const line = words.join(' ')
    asked.push(line)
    const known = Object.keys(answers).find(start => line.startsWith(start))
    if (known === undefined) throw new Error(`the fake was not told what to answer to: kubectl ${line}`)
    const answer = answers[known]
    const one = Array.isArray(answer) ? (answer.length > 1 ? answer.shift() : answer[0]) : answer
    const result = { code: 0, stdout: '', stderr: '', ...one }
    for (const text of `${result.stdout}${result.stderr}`.split('\n')) if (text !== '') onLine?.(text)
    return result
  }
  return { kubectl, asked }
}
