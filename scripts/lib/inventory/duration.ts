import { z } from 'zod'

/** A length of time: `90s`, `5m`, `1h30m` as text in, milliseconds out. `minimum` is in seconds. */
export const duration = ({ minimum = 1 }: { minimum?: number } = {}) =>
  z
    .string({ error: expected })
    .regex(pattern, expected)
    .transform(milliseconds)
    .pipe(
      z
        .number()
        .min(minimum * 1000, `expected at least ${minimum}s`)
        // A timer of Node fires at once when its delay does not fit into 31 bits (24.8 days).
        .max(24 * 60 * 60 * 1000, 'expected at most 24h'),
    )

const pattern = /^(?=.)(?:\d{1,6}h)?(?:\d{1,6}m)?(?:\d{1,6}s)?$/
const expected = 'expected a duration such as 90s, 5m or 1h30m'

const milliseconds = (text: string): number =>
  [...text.matchAll(/(\d+)([hms])/g)].reduce(
    (sum, [, count, unit]) => sum + Number(count) * (unit === 'h' ? 3_600_000 : unit === 'm' ? 60_000 : 1000),
    0,
  )
