import { execFileSync } from 'node:child_process'
import { chownSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test from 'ava'
import { parseFacts } from '../../scripts/lib/facts/facts.ts'
import { observedFile } from '../../scripts/lib/facts/observed.ts'
import { probeInput } from '../../scripts/lib/facts/targets.ts'
import type { Target } from '../../scripts/lib/facts/targets.ts'
import { shells } from '../support/shells.ts'

// The probe as it is, on this machine: whatever Docker or kubelet there is or is not, it answers in whole frames.
const script = new URL('../../scripts/node/probe.sh', import.meta.url)

for (const { name, command, installed } of shells) {
  const onThisShell = installed ? test : test.skip
  onThisShell(`under ${name}, files of any name and content are read as they are`, t => {
    const folder = mkdtempSync(join(tmpdir(), 'refit-probe-'))
    try {
      const path = (file: string) => join(folder, file)
      writeFileSync(path(`it's "here" $HOME \\ ü`), 'é\nno line feed at the end', { mode: 0o640 })
      writeFileSync(path('empty'), '')
      writeFileSync(path('looks like a frame'), '#refit end 0 0\n\n')
      writeFileSync(path('large'), 'x'.repeat(300_000))
      symlinkSync(path('empty'), path('link'))
      symlinkSync(path('nowhere'), path('broken'))
      mkdirSync(path('tree'))
      writeFileSync(path('tree/inside'), 'found')
      symlinkSync(path('empty'), path('tree/link'))
      symlinkSync(path('nowhere'), path('tree/broken'))
      symlinkSync(path('tree'), path('tree/round'))
      mkdirSync(path('elsewhere'))
      writeFileSync(path('elsewhere/below'), 'found too')
      symlinkSync(path('elsewhere'), path('tree/folder'))
      writeFileSync(Buffer.from(path('tree/\xe9 is not UTF-8'), 'latin1'), 'any')
      symlinkSync(Buffer.from('/caf\xe9', 'latin1'), path('not UTF-8'))
      writeFileSync(path('of nobody'), '')
      const isRoot = process.getuid?.() === 0
      if (isRoot) chownSync(path('of nobody'), 54_321, 54_322)
      const files = [
        `it's "here" $HOME \\ ü`,
        'empty',
        'looks like a frame',
        'large',
        'link',
        'broken',
        'absent',
        'not UTF-8',
        'of nobody',
      ]
      const { observed } = probe(command, [
        ...files.map(file => ({ kind: 'file', subject: path(file) }) as const),
        { kind: 'tree', subject: path('tree') },
      ])
      const file = (name_: string) => observedFile(observed, path(name_))
      t.like(file(files[0] ?? ''), { exists: true, mode: '0640', content: 'é\nno line feed at the end' })
      t.like(file('empty'), { exists: true, content: '' })
      t.is(file('looks like a frame')?.content, '#refit end 0 0\n\n')
      t.like(file('large'), { exists: true, content: undefined })
      t.like(file('link'), { exists: true, link: path('empty') })
      t.deepEqual(file('broken'), { exists: false, link: path('nowhere') })
      t.deepEqual(file('absent'), { exists: false })
      t.is(file('tree/inside')?.content, 'found')
      t.like(file('tree/link'), { exists: true, link: path('empty') })
      t.deepEqual(file('tree/broken'), { exists: false, link: path('nowhere') })
      t.is(file('tree/folder/below')?.content, 'found too')
      t.deepEqual(file('not UTF-8'), { exists: false, link: '/caf?' })
      t.like(file('of nobody'), isRoot ? { owner: '54321', group: '54322' } : { exists: true })
      t.deepEqual(file('tree/not there'), { exists: false })
    } finally {
      rmSync(folder, { recursive: true })
    }
  })

  onThisShell(`under ${name}, a check says whether there is something to do, and cannot eat the rest`, t => {
    const { observed } = probe(command, [
      { kind: 'check', subject: 'eats', script: 'cat >/dev/null; exit 0' },
      { kind: 'check', subject: 'fails', script: 'exit 3' },
      { kind: 'sysctl', subject: 'kernel.ostype' },
    ])
    t.deepEqual(
      [...observed.checks],
      [
        ['eats', true],
        ['fails', false],
      ],
    )
    t.is(observed.sysctls.get('kernel.ostype'), 'Linux')
  })
}

for (const { name, command, installed } of shells) {
  const onThisShell = installed ? test : test.skip
  onThisShell(`under ${name}, an answer that is not UTF-8 does not shift the others`, t => {
    const bin = mkdtempSync(join(tmpdir(), 'refit-probe-'))
    try {
      // A container's name: \351 is é in Latin-1, \303\251 in UTF-8.
      const docker = `#!/bin/sh
case $1 in
info) echo '{"ServerVersion":"20.10.24"}' ;;
ps) printf 'id\\tUp\\t\\t/\\t\\tbusybox\\ta\\351b\\303\\251c\\n' ;;
esac
`
      writeFileSync(join(bin, 'docker'), docker, { mode: 0o755 })
      const facts = probe(command, [{ kind: 'sysctl', subject: 'kernel.ostype' }], bin)
      t.deepEqual(
        facts.docker?.containers.map(container => container.name),
        ['a?b??c'],
      )
      t.is(facts.observed.sysctls.get('kernel.ostype'), 'Linux')
    } finally {
      rmSync(bin, { recursive: true })
    }
  })
}

// What docker(1) does: it tells of the images that there are, and exits with 1 for the one that is gone.
const imageAnswers: [title: string, listedLater: string, code: number][] = [
  ['vanished meanwhile is passed over', 'sha256:a', 0],
  ['is still there and was not told of is a failure', 'sha256:a sha256:b', 1],
]

for (const { name, command, installed } of shells) {
  for (const [title, listedLater, code] of imageAnswers) {
    const onThisShell = installed ? test : test.skip
    onThisShell(`under ${name}, an image of Docker that ${title}`, t => {
      const bin = mkdtempSync(join(tmpdir(), 'refit-probe-'))
      try {
        const docker = `#!/bin/sh
case "$1 $2" in
'info --format') echo '{"ServerVersion":"20.10.24"}' ;;
'ps -a') ;;
'image ls') if [ -e ${bin}/asked ]; then echo ${listedLater}; else touch ${bin}/asked; echo sha256:a sha256:b; fi ;;
'image inspect') printf 'sha256:a\t5\t["busybox:1"]\t[]\n'; exit 1 ;;
*) exit 64 ;;
esac
`
        writeFileSync(join(bin, 'docker'), docker, { mode: 0o755 })
        const facts = probe(command, [], bin)
        t.deepEqual(facts.docker?.problems, code === 0 ? [] : [`docker-images (exit code ${code})`])
        t.is(facts.docker?.images.length, code === 0 ? 1 : 0)
      } finally {
        rmSync(bin, { recursive: true })
      }
    })
  }
}

/** `programs` is a folder that comes first on the PATH of the probe. */
function probe([shell, ...words]: readonly [string, ...string[]], targets: readonly Target[], programs = '') {
  const text = readFileSync(script, 'utf8').replace(/^PATH=/mu, programs === '' ? '$&' : `$&${programs}:`)
  const output = execFileSync(shell, [...words, '-c', text], {
    input: probeInput(targets),
    encoding: 'utf8',
    maxBuffer: 1e8,
  })
  return parseFacts(output, Date.now())
}
