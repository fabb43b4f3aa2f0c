import type { LabelSelector } from './objects.ts'

/** Whether labels fit a selector, as the API server sees it: an empty one fits all, and NotIn fits where the key is missing. */
export function selects(
  { matchLabels, matchExpressions }: LabelSelector,
  labels: Readonly<Record<string, string>>,
): boolean {
  return (
    Object.entries(matchLabels).every(([key, value]) => labels[key] === value) &&
    matchExpressions.every(expression => fits(expression, labels[expression.key]))
  )
}

/** Whether a value, or its absence, is what a requirement asks for. Selectors of labels have no Gt and Lt; affinity has. */
export function fits(
  { operator, values }: { operator: string; values: readonly string[] },
  value: string | undefined,
): boolean {
  switch (operator) {
    case 'In':
      return value !== undefined && values.includes(value)
    case 'NotIn':
      return value === undefined || !values.includes(value)
    case 'Exists':
      return value !== undefined
    case 'DoesNotExist':
      return value === undefined
    case 'Gt':
      return Number(value) > Number(values[0])
    case 'Lt':
      return Number(value) < Number(values[0])
    default:
      return false
  }
}
