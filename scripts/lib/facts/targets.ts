/** One thing whose state on the node a plan wants to know. */
export type Target =
  | { kind: 'file' | 'unit' | 'package' | 'sysctl' | 'module'; subject: string }
  /** A folder with every file below it: what is not found there does not exist. */
  | { kind: 'tree'; subject: string }
  /** `script` is POSIX sh that only reads, and exits with 0 where there is nothing to do. */
  | { kind: 'check'; subject: string; script: string }

/** The lines that probe.sh reads: what several ask for is read once. Subjects have been checked to hold no control characters. */
export function probeInput(targets: readonly Target[]): string {
  return [...new Set(targets.map(target => `${line(target)}\n`))].join('')
}

function line(target: Target): string {
  if (/\p{Cc}/u.test(target.subject))
    throw new Error(`control characters in ${JSON.stringify(target.subject)}`)
  if (target.kind !== 'check') return `${target.kind} ${target.subject}`
  return `check ${target.subject} ${Buffer.from(target.script).toString('base64')}`
}
