import { commonOptions } from '../cli/common-options.ts'
import type { Command } from '../cli/options.ts'
import type { Invocation } from '../cli/main.ts'
import { exitCodes } from '../errors.ts'
import type { ExitCode } from '../errors.ts'
import { maskSecrets } from '../report/redact.ts'
import { jsonLine } from '../report/ndjson.ts'
import { harmless } from '../report/harmless.ts'
import { eachHost } from './each-host.ts'
import type { OpenRun } from './open-run.ts'

const { inventory, limit, output, verbose, help } = commonOptions

/** `scripts/run.mjs` */
export const runCommand = {
  name: 'run',
  summary: 'Runs one command as root on many hosts, a few at a time, and shows what each prints',
  options: { inventory, limit, output, verbose, help },
  positionals: [{ placeholder: 'COMMAND', description: 'POSIX sh; quote it as one word' }],
  examples: ["npx zx scripts/run.mjs --inventory prod 'systemctl is-active kubelet'"],
} as const satisfies Command

/** Runs the command on every host; each line that comes back has the host in front. */
export async function runOnHosts(
  { run, hosts }: OpenRun,
  { values, positionals: [script = ''], secrets }: Invocation<(typeof runCommand)['options']>,
): Promise<ExitCode> {
  const width = Math.max(...hosts.map(({ name }) => name.length))
  const ndjson = values.output === 'ndjson'
  const mask = maskSecrets(secrets)
  const codes = await eachHost(
    hosts,
    8,
    async host => {
      const session = await run.sessions.get(host)
      const result = await session.run(script, { timeout: 600_000, signal: run.abort })
      const all = { host: host.name, code: result.code, stdout: result.stdout, stderr: result.stderr }
      process.stdout.write(mask(ndjson ? jsonLine(all) : linesOf(all, width)))
      return result.code
    },
    run.stop,
  )
  return codes.every(code => code === 0) ? exitCodes.ok : exitCodes.failed
}

interface Said {
  host: string
  code: number
  stdout: string
  stderr: string
}

function linesOf({ host, code, stdout, stderr }: Said, width: number): string {
  const said = `${stdout}${stderr}`
    .split('\n')
    .filter((line, index, all) => line !== '' || index < all.length - 1)
  const failed = code === 0 ? [] : [`exit code ${code}`]
  const lines = [...said.filter((line, index) => line !== '' || index < said.length - 1), ...failed]
  return (lines.length === 0 ? ['ok'] : lines)
    .map(line => `${host.padEnd(width)} | ${harmless(line)}\n`)
    .join('')
}
