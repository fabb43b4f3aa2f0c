import { execFile } from 'node:child_process'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import test from 'ava'
import { flagCheck } from '../../scripts/lib/kubelet/flag-check.ts'
import { factsOf } from '../support/facts.ts'
import { fakePrograms } from '../support/programs.ts'
import { shells } from '../support/shells.ts'

const run = promisify(execFile)
const classic = factsOf('worker-on-dockershim')
const wiring = (flags: Record<string, string>) => ({
  endpoint: 'unix:///run/own/cri.sock',
  flags,
  configuration: {},
  unit: 'own.service',
})

// What kubelet 1.23.17 and 1.34.1 say of a flag that they do not know; each is given all flags with --version.
const answers: [version: string, said: string][] = [
  [
    '1.23.17',
    'E1121 22:26:29.412523   20133 server.go:158] "Failed to parse kubelet flag" err="unknown flag: --bad"\nUsage:\n  kubelet [flags]',
  ],
  ['1.34.1', 'E1121 22:26:30.183729   20543 run.go:72] "command failed" err="unknown flag: --bad"'],
]

for (const { name, command: words, installed } of shells) {
  const each = installed ? test : test.skip
  for (const [version, said] of answers)
    each(`under ${name}, kubelet ${version} itself says which flag it refuses`, async t => {
      const folder = await fakePrograms(t, {
        systemctl: '[ "$*" = "show -p MainPID kubelet.service" ] && echo MainPID=0',
        kubelet: `folder=$(dirname "$0")
printf '%s\\n' "$@" >"$folder/given"
case " $* " in *" --bad="*) cat "$folder/said" >&2; exit 1 ;; esac
echo "Kubernetes v${version}"`,
      })
      await writeFile(join(folder, 'said'), said)
      const check = async (flags: Record<string, string>) => {
        const { kubelet } = classic
        if (kubelet === undefined) throw new TypeError('a worker has a kubelet')
        const change = flagCheck(classic, kubelet, wiring(flags))
        if (change.type !== 'command') throw new TypeError('it is a command')
        const [shell, ...options] = words
        const environment = { ...process.env, PATH: `${folder}:${process.env['PATH']}` }
        return run(shell, [...options, '-c', change.script], { env: environment })
      }
      await check({ 'node-labels': "it's=fine" })
      const given = (await readFile(join(folder, 'given'), 'utf8')).trim().split('\n')
      t.is(given.at(-1), '--version')
      t.true(given.includes('--container-runtime-endpoint=unix:///run/own/cri.sock'))
      t.true(given.includes("--node-labels=it's=fine"))
      t.true(given.some(word => word.startsWith('--kubeconfig=')))
      t.false(given.some(word => word.startsWith('--network-plugin')))
      const error = await t.throwsAsync(check({ bad: '1' }))
      t.is((error as Error & { stderr: string }).stderr, 'unknown flag: --bad\n')
    })
}
