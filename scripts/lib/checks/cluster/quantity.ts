/** The number that a quantity of Kubernetes is: "250m" is 0.25, "1Gi" 1073741824; undefined where it is none. */
export function quantity(text: string): number | undefined {
  const match = /^([+-]?(?:\d+\.?\d*|\.\d+))(?:[eE]([+-]?\d{1,3})|([numkMGTPE]|[KMGTPE]i)?)$/u.exec(text)
  if (match === null) return undefined
  const [, number = '', exponent, suffix] = match
  if (exponent !== undefined) return Number(`${number}e${exponent}`)
  return Number(number) * (suffix === undefined ? 1 : (factors.get(suffix) ?? 1))
}

const factors: ReadonlyMap<string, number> = new Map([
  ...(['n', 'u', 'm', '', 'k', 'M', 'G', 'T', 'P', 'E'] as const).map(
    (suffix, index) => [suffix, 1000 ** (index - 3)] as const,
  ),
  ...(['Ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei'] as const).map(
    (suffix, index) => [suffix, 1024 ** (index + 1)] as const,
  ),
])
