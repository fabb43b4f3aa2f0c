import type { Check } from '../check.ts'
import type { NodeSubject } from './subject.ts'
import { leavesDocker } from './subject.ts'

/** What the node did not tell: silence is not "nothing". */
export const unreadChecks: readonly Check<NodeSubject>[] = [
  {
    id: 'node-unread',
    title: 'The node did not tell everything',
    severity: 'warning',
    about: 'node',
    reads: 'the answers of the node',
    why: 'What was not read may hide what the other checks look for.',
    fix: 'Look at `docker ps` and `journalctl -u docker` on the node, and run check again.',
    run: subject => {
      const { host, facts, survey } = subject
      const silent =
        leavesDocker(subject) && survey.docker === undefined
          ? [
              {
                owner: host,
                place: { host },
                message: 'Docker does not answer, so that nobody can tell what runs in it.',
              },
            ]
          : []
      const problems = (leavesDocker(subject) ? (facts.docker?.problems ?? []) : []).map(problem => ({
        owner: host,
        place: { host },
        message: `Docker did not answer to everything: ${problem}.`,
      }))
      const cut = survey.cut.map(name => ({
        owner: host,
        place: { host },
        message: `There was more than is read of ${name}: the rest was not looked at.`,
        fix: 'Look at the first findings of it; what is of the same kind may be in the rest.',
      }))
      return [...silent, ...problems, ...cut]
    },
  },
]
