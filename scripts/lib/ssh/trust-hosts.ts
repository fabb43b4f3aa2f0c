import { describeKey, hostKeyFile } from './public-key.ts'
import type { SshDependencies, Target } from './target.ts'
import { acceptHostKeys, scanHostKeys, type HostKeyScan } from './trust.ts'
import { where } from './where.ts'

export interface TrustContext {
  readonly dependencies: SshDependencies
  /** Shows a question and resolves with the answer. */
  readonly agree: (question: string) => Promise<boolean>
  readonly print: (line: string) => void
}

/**
 * Shows all new host keys at once, asks once, and adds them. Only hosts behind a jump host that was new itself take
 * another turn. Resolves with whether any host was left without trust.
 */
export async function trustHosts(targets: readonly Target[], context: TrustContext): Promise<boolean> {
  const scan = await scanHostKeys(targets, context.dependencies)
  tell(scan, context.print)
  const agreed = scan.fresh.length > 0 && (await context.agree(question(scan)))
  if (scan.fresh.length > 0 && !agreed) {
    context.print('Nothing was added.')
    return true
  }
  await acceptHostKeys(scan.fresh)
  if (agreed) context.print(`Added ${count(scan.fresh.length, 'host key')}.`)
  const behind = targets.filter(({ host }) => scan.behind.includes(host))
  const laterFailed = behind.length > 0 && (await trustHosts(behind, context))
  return laterFailed || scan.failed.length > 0
}

function tell({ fresh, known, behind, failed }: HostKeyScan, print: (line: string) => void): void {
  if (known.length > 0) print(`Already known: ${known.join(', ')}`)
  for (const { error } of failed) print(`${error.message}${error.next ? `\n  ${error.next}` : ''}`)
  if (fresh.length === 0) return
  print(`New (${fresh.length}):`)
  for (const { endpoint, key } of fresh) print(`  ${where(endpoint)}  ${describeKey(key)}`)
  if (behind.length > 0) print(`Behind them: ${behind.join(', ')}`)
  const commands = [...new Set(fresh.map(({ key }) => `\`ssh-keygen -lf ${hostKeyFile(key)}\``))]
  print(`Compare each with what ${commands.join(' or ')} prints on that machine.`)
}

function question({ fresh }: HostKeyScan): string {
  const files = [...new Set(fresh.map(({ file }) => file))]
  return `Add ${count(fresh.length, 'host key')} to ${files.join(' and ')}?`
}

function count(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? '' : 's'}`
}
