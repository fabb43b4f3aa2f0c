import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import test from 'ava'
import { fileChecks } from '../../../scripts/lib/checks/node/files.ts'
import { parseMentions } from '../../../scripts/lib/checks/node/survey/mentions.ts'
import type { Mention } from '../../../scripts/lib/checks/node/survey/mentions.ts'
import { nodeOnDocker } from './support/subject.ts'

// Files as people have them on nodes, once with Docker and once, line by line, without. The lab test lays the same out.
const zoo = fileURLToPath(new URL('zoo', import.meta.url))

test('every use of Docker in a file is found, with its line', t => {
  t.deepEqual(found(mentionsIn('docker')), [
    'node-docker-address /etc/profile.d/containers.sh:2',
    'node-docker-address /etc/systemd/system/exporter.service.d/address.conf:2',
    'node-docker-command /etc/cron.d/prune:2 system',
    'node-docker-command /etc/cron.d/prune:3 compose',
    'node-docker-command /etc/cron.daily/images:3 images',
    'node-docker-command /etc/cron.daily/images:3 rmi',
    'node-docker-command /etc/nagios/nrpe.cfg:1 inspect',
    'node-docker-command /etc/profile.d/containers.sh:1 ps',
    'node-docker-command /etc/systemd/system/report.service:8 stats',
    'node-docker-command /opt/agent/collect.py:3 inspect',
    'node-docker-command /usr/local/bin/restart-web:3 ps',
    'node-docker-command /usr/local/bin/restart-web:7 logs',
    'node-docker-command /usr/local/bin/restart-web:7 restart',
    'node-docker-command /usr/local/sbin/mirror:4 login',
    'node-docker-command /var/lib/archive/run:2 image',
    'node-docker-command /var/lib/archive/run:3 save',
    'node-docker-configuration /usr/local/sbin/mirror:2',
    'node-docker-data /etc/logrotate.d/containers:1',
    'node-docker-dependency /etc/systemd/system/archive.service:3',
    'node-docker-dependency /etc/systemd/system/report.service:3',
    'node-docker-service /etc/monit/docker:2',
    'node-docker-service /etc/systemd/system/report.service:7',
    'node-docker-service /usr/local/sbin/mirror:3',
    'node-docker-socket /etc/cron.daily/images:2',
    'node-docker-socket /etc/systemd/system/exporter.service.d/address.conf:2',
    'node-docker-socket /etc/telegraf/telegraf.conf:2',
    'node-docker-socket /opt/web/docker-compose.yml:5',
    'node-docker-sudo /etc/sudoers.d/operators:1',
  ])
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
  return findings(mentions)
    .map(({ id, place, message }) => {
      const called = /`docker (\w+)`/u.exec(message)?.[1]
      return `${id} ${place?.file}:${place?.line}${id === 'node-docker-command' ? ` ${called}` : ''}`
    })
    .toSorted()
}
