import { execFileSync } from 'node:child_process'
import test from 'ava'
import { fileChecks } from '../../../scripts/lib/checks/node/files.ts'
import { parseMentions } from '../../../scripts/lib/checks/node/survey/mentions.ts'
import type { Mention } from '../../../scripts/lib/checks/node/survey/mentions.ts'
import { nodeOnDocker } from './support/subject.ts'
import { foundInZoo, fromZoo, zoo } from './support/zoo.ts'

// Files as people have them on nodes, once with Docker and once, line by line, without. The lab test lays the same out.

test('every use of Docker in a file is found, with its line', t => {
  t.deepEqual(found(mentionsIn('docker')), foundInZoo)
})

test('in their twins, which only speak of Docker, nothing is found', t => {
  const mentions = mentionsIn('clean')
  t.true(mentions.length > 15, 'there is something to be mistaken about')
  t.deepEqual(found(mentions), [])
})

test('no check of files finds nothing at all in the zoo', t => {
  const seen = new Set(found(mentionsIn('docker')).map(line => line.split(' ')[0]))
  t.deepEqual(
    fileChecks.map(({ id }) => id).filter(id => !seen.has(id)),
    [],
  )
})

test('what a line says besides is not told: it may be a secret', t => {
  t.notRegex(JSON.stringify(findings(mentionsIn('docker'))), /S3cret|robot/u)
})

test('of a node that stays on Docker, or is not on it, files are not told', t => {
  const survey = { ...nodeOnDocker().survey, mentions: mentionsIn('docker') }
  const staying = nodeOnDocker({ survey, target: 'cri-dockerd' })
  t.deepEqual(
    fileChecks.flatMap(check => check.run(staying)),
    [],
  )
})

test("Docker's own files and what is not text are passed over", t => {
  const lines = [
    '/usr/lib/systemd/system/docker.service:14:ExecStart=/usr/sbin/dockerd -H fd://',
    '/etc/systemd/system/docker.service.d/proxy.conf:2:Environment=DOCKER_HOST=x',
    '/usr/lib/systemd/system/cri-docker.service:3:Wants=docker.service',
    '/etc/init.d/docker:22:BASE=docker',
    '/usr/local/bin/dockerd-rootless.sh:9:docker ps',
    '/usr/local/bin/agent:1:\u007fELF\u0001docker ps',
    'grep: /usr/local/bin/tool: binary file matches',
    '/usr/local/bin/without-a-line:docker ps',
    `/usr/local/bin/long:1:${':1:'.repeat(2000)}\u0001`,
    'relative:1:docker ps',
  ]
  t.deepEqual(parseMentions(lines), [])
  t.is(parseMentions(['/a:b/c:7:docker ps']).at(0)?.file, '/a:b/c')
})

function mentionsIn(tree: string): Mention[] {
  // As survey.sh asks for them, but below a folder.
  const root = `${zoo}/${tree}`
  const output = execFileSync('grep', ['-rnHi', '-I', 'docker', root], { encoding: 'utf8' })
  return parseMentions(
    output
      .split('\n')
      .filter(Boolean)
      .map(line => line.slice(root.length)),
  )
}

function findings(mentions: Mention[]) {
  const subject = nodeOnDocker({ survey: { ...nodeOnDocker().survey, mentions } })
  return fileChecks.flatMap(check => check.run(subject).map(finding => ({ id: check.id, ...finding })))
}

function found(mentions: Mention[]): string[] {
  return fromZoo(findings(mentions))
}
