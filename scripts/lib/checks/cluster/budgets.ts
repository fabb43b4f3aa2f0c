import { selects } from '../../cluster/selector.ts'
import { count } from '../../report/words.ts'
import type { Check } from '../check.ts'
import { sources } from '../sources.ts'
import type { Budget, Cluster, ClusterPod } from './cluster.ts'

const never: Check<Cluster> = {
  id: 'budget-never',
  title: 'A budget never allows its pods to be evicted',
  severity: 'blocker',
  about: 'cluster',
  reads: 'PodDisruptionBudgets: maxUnavailable 0, minAvailable 100 % or as many as there are pods',
  why: 'The drain waits for such a pod until its time is up, and the node is put back.',
  fix: 'Raise the number of replicas above the budget, or loosen the budget for the time of the change.',
  sources: [sources.budgets],
  run: ({ budgets, drain }) =>
    drain.skip || drain.disableEviction
      ? []
      : budgets.filter(isNever).map(budget => ({
          owner: ownerOf(budget),
          place: { path: `spec.${budget.maxUnavailable === '' ? 'minAvailable' : 'maxUnavailable'}` },
          message: `It can never allow one of its ${count(budget.expected, 'pod')} to be evicted (${rule(budget)}).`,
        })),
}

const now: Check<Cluster> = {
  id: 'budget-blocks',
  title: 'A budget allows no eviction now',
  severity: 'warning',
  about: 'cluster',
  reads: 'disruptionsAllowed of PodDisruptionBudgets that have pods',
  why: 'The drain waits until other pods of it are healthy, at most for drain.timeout.',
  fix: 'Give it more replicas or room, or raise drain.timeout.',
  sources: [sources.budgets],
  run: ({ budgets, drain }) =>
    drain.skip || drain.disableEviction
      ? []
      : budgets
          .filter(budget => budget.expected > 0 && budget.allowed === 0 && !isNever(budget))
          .map(budget => ({
            owner: ownerOf(budget),
            message: `It allows no eviction now: ${budget.healthy} of ${budget.expected} pods are healthy, and ${budget.desired} have to be.`,
          })),
}

const overlap: Check<Cluster> = {
  id: 'budgets-overlap',
  title: 'More than one budget selects a pod',
  severity: 'blocker',
  about: 'cluster',
  reads: 'selectors of PodDisruptionBudgets and labels of pods',
  why: 'The API server refuses to evict such a pod, whatever the budgets allow.',
  fix: 'Change the selectors so that each pod has one budget.',
  sources: [sources.budgets],
  run: ({ budgets, pods, drain }) =>
    drain.skip || drain.disableEviction
      ? []
      : [...pods.values()]
          .filter(({ stays }) => !stays)
          .flatMap(pod => {
            const its = budgets.filter(budget => covers(budget, pod)).map(({ name }) => name)
            if (its.length < 2) return []
            return [
              { owner: pod.owner, message: `These budgets select its pods: ${its.toSorted().join(', ')}.` },
            ]
          }),
}

const unhealthy: Check<Cluster> = {
  id: 'unhealthy-eviction',
  title: 'A budget keeps unhealthy pods from being evicted',
  severity: 'note',
  about: 'cluster',
  reads: 'unhealthyPodEvictionPolicy of PodDisruptionBudgets that have pods',
  why: 'Without AlwaysAllow a pod that is not ready counts against its budget, and a broken workload holds up every drain.',
  fix: 'Set unhealthyPodEvictionPolicy: AlwaysAllow (Kubernetes 1.27 and later).',
  sources: [sources.budgets],
  run: ({ budgets }) =>
    budgets
      .filter(({ expected, unhealthyPolicy }) => expected > 0 && unhealthyPolicy !== 'AlwaysAllow')
      .map(budget => {
        const { healthy, desired } = budget
        const behind = healthy < desired
        return {
          owner: ownerOf(budget),
          message: behind
            ? `Only ${healthy} of the ${desired} pods that it wants are healthy, and it does not let go of the others.`
            : 'It does not say AlwaysAllow for unhealthy pods.',
          ...(behind ? { severity: 'warning' } : {}),
        }
      }),
}

function ownerOf({ namespace, name }: Budget): string {
  return `PodDisruptionBudget ${namespace}/${name}`
}

function isNever({ expected, maxUnavailable, minAvailable }: Budget): boolean {
  if (expected === 0) return false
  if (/^0+%?$/u.test(maxUnavailable)) return true
  return minAvailable === '100%' || (/^\d+$/u.test(minAvailable) && Number(minAvailable) >= expected)
}

function rule({ maxUnavailable, minAvailable }: Budget): string {
  return maxUnavailable === '' ? `minAvailable: ${minAvailable}` : `maxUnavailable: ${maxUnavailable}`
}

/** Whether a budget is about a pod. */
export function covers(
  { namespace, selector }: Budget,
  pod: Pick<ClusterPod, 'namespace' | 'labels'>,
): boolean {
  return namespace === pod.namespace && selector !== undefined && selects(selector, pod.labels)
}

/** What budgets do to a drain. */
export const budgetChecks: readonly Check<Cluster>[] = [never, now, overlap, unhealthy]
