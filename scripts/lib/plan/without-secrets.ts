import type { Plan, PlanItem } from './plan.ts'

/** A plan that may be shown and saved: what is sensitive in it is masked. */
export function withoutSecrets(plan: Plan): Plan {
  return { ...plan, nodes: plan.nodes.map(node => ({ ...node, items: node.items.map(maskItem) })) }
}

function maskItem(item: PlanItem): PlanItem {
  if (!item.sensitive) return item
  return {
    ...item,
    steps: item.steps.map(step => (step.do === 'write' ? { ...step, content: '[secret]' } : step)),
  }
}
