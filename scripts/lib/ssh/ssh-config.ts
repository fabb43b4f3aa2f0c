import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { codeOf } from './system-error.ts'

/** Reads what the user's ssh configuration says about one destination; `undefined` where there is no `ssh` program. */
export type ReadSshConfig = (destination: SshDestination) => Promise<SshConfig | undefined>

export interface SshDestination {
  readonly host: string
  /** Given along because `Match user` may depend on it. */
  readonly user?: string | undefined
  readonly port?: number | undefined
  /** A configuration file instead of the user's own and the system's. */
  readonly file?: string | undefined
}

/** The part of `ssh -G` that refit follows. Paths may still hold `~` and `%` tokens. */
export interface SshConfig {
  readonly hostName: string | undefined
  readonly port: number | undefined
  readonly user: string | undefined
  readonly identityFiles: readonly string[]
  readonly identitiesOnly: boolean
  readonly identityAgent: string | undefined
  readonly proxyJump: string | undefined
  readonly proxyCommand: string | undefined
  readonly knownHostsFiles: readonly string[]
  readonly hostKeyAlias: string | undefined
}

/** Asks the ssh program itself, so that `Include`, `Match` and canonical names mean what they mean to the user. */
export function sshConfigFrom(program = 'ssh'): ReadSshConfig {
  return async ({ host, user, port, file }) => {
    const given = [
      ...(file ? ['-F', file] : []),
      ...(user ? ['-l', user] : []),
      ...(port ? ['-p', String(port)] : []),
    ]
    try {
      const { stdout } = await run(program, ['-G', ...given, '--', host], { timeout: 10_000 })
      return parseSshConfig(stdout)
    } catch (error) {
      if (codeOf(error) === 'ENOENT') return undefined
      throw error
    }
  }
}

/** Parses the output of `ssh -G`: one `keyword value` a line. */
export function parseSshConfig(text: string): SshConfig {
  const lines = text.split('\n').map(line => /^(\w+) (.*)$/.exec(line.trim()))
  const all = (keyword: string) => lines.flatMap(line => (line?.[1] === keyword ? [line[2] ?? ''] : []))
  const first = (keyword: string) => all(keyword).find(value => value !== '' && value !== 'none')
  const paths = (keyword: string) => (first(keyword) ?? '').split(/\s+/).filter(Boolean)
  const port = Number(first('port'))
  return {
    hostName: first('hostname'),
    port: Number.isInteger(port) && port > 0 ? port : undefined,
    user: first('user'),
    identityFiles: all('identityfile').filter(path => path !== 'none'),
    identitiesOnly: first('identitiesonly') === 'yes',
    // `none` is a value here: no agent, even if the environment names one.
    identityAgent: all('identityagent')[0],
    proxyJump: first('proxyjump'),
    proxyCommand: first('proxycommand'),
    knownHostsFiles: [...paths('userknownhostsfile'), ...paths('globalknownhostsfile')],
    hostKeyAlias: first('hostkeyalias'),
  }
}

const run = promisify(execFile)
