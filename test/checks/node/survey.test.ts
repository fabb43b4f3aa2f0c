import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createConnection, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import test from 'ava'
import { surveyNode } from '../../../scripts/lib/checks/node/survey/read.ts'
import { parseSurvey } from '../../../scripts/lib/checks/node/survey/survey.ts'
import { RefitError } from '../../../scripts/lib/errors.ts'
import type { Session } from '../../../scripts/lib/ssh/session.ts'
import { findProgram, shells } from '../../support/shells.ts'

// The survey as it is, on this machine: whatever there is or is not, it answers in whole frames.
const zoo = fileURLToPath(new URL('zoo/docker', import.meta.url)).replace(/\/$/u, '')
const script = readFileSync(new URL('../../../scripts/node/survey.sh', import.meta.url), 'utf8')

// A node with all that is looked for.
const docker = String.raw`case "$1 $2" in
'info --format') printf '{"ServerVersion":"26.1.5","LoggingDriver":"a\351\303\251\000b","Swarm":{"LocalNodeState":"active"},"SecurityOptions":["name=selinux"],"DriverStatus":[["driver-type","io.containerd.snapshotter.v1"]]}' ;;
'ps -a') printf 'aaa uid-of-a-pod\nbbb \n' ;;
'ps -q') echo aaa ;;
'inspect --type') case "$*" in *bbb) printf '"/web"\t"nginx:1"\ttrue\talways\t"shop"\tjson-file\t/run/docker.sock /srv \n' ;; *) echo gelf ;; esac ;;
'volume ls') printf 'one\ntwo\n' ;;
'network ls') printf 'bridge\nhost\nnone\nshop\n' ;;
*) exit 64 ;;
esac`
const ctr = String.raw`case "$*" in
'namespaces ls -q') printf 'buildkit\nk8s.io\nmoby\n' ;;
*tasks*) echo a ;;
*) printf 'a\nb\n' ;;
esac`

for (const { name, command, installed } of shells) {
  const onThisShell = installed ? test.serial : test.serial.skip

  onThisShell(
    `under ${name}, it tells of files, Docker, containerd, CRI-O, the system and the disks`,
    async t => {
      t.timeout(180_000)
      const found = parseSurvey(await survey(command, { docker, ctr, crio: 'echo "crio version 1.34.0"' }))
      t.is(new Set(found.mentions.map(({ file }) => file.slice(zoo.length))).size, 15)
      t.deepEqual(found.docker, {
        // Bytes that are not text become question marks, and shift no frame.
        logDriver: 'a????b',
        usesContainerdImages: true,
        swarm: true,
        logDrivers: ['gelf'],
        others: [
          {
            name: 'web',
            image: 'nginx:1',
            running: true,
            restart: 'always',
            project: 'shop',
            mountsSocket: true,
          },
        ],
        volumes: 2,
        networks: 1,
      })
      t.deepEqual(found.containerd.others, [{ namespace: 'buildkit', containers: 2, tasks: 1 }])
      t.is(found.crio, '1.34.0')
      t.regex(readFileSync('/etc/os-release', 'utf8'), new RegExp(`^ID="?${found.system.id}"?$`, 'mu'))
      t.is(
        found.system.sysctls.get('net.ipv4.ip_forward'),
        readFileSync('/proc/sys/net/ipv4/ip_forward', 'utf8').trim(),
      )
      t.true((found.disk.disks.get('/var/lib/kubelet')?.free ?? 0) > 0)
      t.deepEqual(found.cut, [])
    },
  )

  onThisShell(
    `under ${name}, of a node that answers without end, or forges frames, only the bound is taken`,
    async t => {
      t.timeout(180_000)
      const endless = 'while :; do echo garbage garbage garbage garbage; done'
      const output = await survey(command, {
        docker: endless,
        ctr: String.raw`printf '#refit end 0 0\n\n'`,
        crio: endless,
      })
      const found = parseSurvey(output)
      t.true(output.length < 8 * 262_144)
      t.is(found.docker, undefined)
      t.is(found.crio, undefined)
      t.true(found.cut.includes('docker-info') && found.cut.includes('crio-version'))
      t.true(found.mentions.length > 0)
    },
  )
}

// A real server at a socket of that name, and a real client: what the kernel tells of the two is not faked.
const isUsable = process.getuid?.() === 0 && findProgram('ss') !== undefined
;(isUsable ? test.serial : test.serial.skip)(
  'who is connected to a socket of Docker is found by its inode',
  async t => {
    t.timeout(180_000)
    const folder = mkdtempSync(join(tmpdir(), 'refit-survey-'))
    const server = createServer()
    try {
      await new Promise<void>(resolve => server.listen(join(folder, 'docker.sock'), resolve))
      const client = createConnection(join(folder, 'docker.sock'))
      await new Promise(resolve => client.once('connect', resolve))
      const { sockets } = parseSurvey(await survey(['sh'], {}))
      client.destroy()
      t.true(sockets.named)
      t.is(sockets.connections.get(join(folder, 'docker.sock')), 1)
      const found = sockets.users.filter(({ socket }) => socket === join(folder, 'docker.sock'))
      t.deepEqual(
        found.map(({ pid, how }) => [pid, how]),
        [[process.pid, 'connected']],
      )
    } finally {
      server.close()
      rmSync(folder, { recursive: true })
    }
  },
)

test('a search for files that ran out of time is told as cut', t => {
  const frame = (name: string, body: string) => `#refit ${name} 0 ${body.length}\n${body}\n`
  const { cut } = parseSurvey(
    frame('mentions', '/etc/crontab:1:docker ps\nnot finished\n') + frame('end', ''),
  )
  t.deepEqual(cut, ['mentions'])
})

for (const [what, stdout, problem] of [
  ['garbage', 'Welcome to n2!\n', 'unexpected text at byte 0'],
  ['half of it', '#refit system 0 900\nID debian\n', 'the answer "system" is cut off'],
  ['nothing', '', 'the end is missing'],
] as const)
  test(`of a node that answers ${what}, that is said, and nothing is concluded`, async t => {
    const limits: (number | undefined)[] = []
    const session: Session = {
      host: 'n2',
      cost: { connections: 1, roundTrips: 1 },
      close: async () => {},
      run: async (_, { timeout, maxOutput } = {}) => {
        limits.push(timeout, maxOutput)
        return { code: 0, stdout, stderr: '' }
      },
    }
    await t.throwsAsync(surveyNode(session), {
      instanceOf: RefitError,
      message: `The node's answer to the survey cannot be read: ${problem}.`,
    })
    t.deepEqual(limits, [180_000, 8 * 1024 * 1024])
  })

/** Runs the script with programs of the test's own first on its PATH, and looks for files in the zoo alone. */
async function survey(
  [shell, ...words]: readonly [string, ...string[]],
  programs: Record<string, string>,
): Promise<string> {
  const bin = mkdtempSync(join(tmpdir(), 'refit-survey-'))
  const all = { docker: 'exit 1', ctr: 'exit 1', crio: 'exit 127', ...programs }
  for (const [name, body] of Object.entries(all))
    writeFileSync(join(bin, name), `#!/bin/sh\n${body}\n`, { mode: 0o755 })
  try {
    const here = script.replace(/^PATH=/mu, `PATH=${bin}:`).replace(/^places='[^']*'/mu, `places='${zoo}'`)
    const { stdout } = await promisify(execFile)(shell, [...words, '-c', here], {
      maxBuffer: 64 * 1024 * 1024,
    })
    return stdout
  } finally {
    rmSync(bin, { recursive: true })
  }
}
