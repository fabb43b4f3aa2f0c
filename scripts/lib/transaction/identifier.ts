/** The name of a transaction: 20261121T153000Z-ab12cd. Names sort by time; `random` is in [0, 1). */
export function identifier(time: Date, random: () => number): string {
  const stamp = time.toISOString().replaceAll(/[-:]|\.\d+/g, '')
  const suffix = Array.from({ length: 6 }, () => alphabet[Math.floor(random() * alphabet.length)]).join('')
  return `${stamp}-${suffix}`
}

const alphabet = 'abcdefghijklmnopqrstuvwxyz0123456789'
