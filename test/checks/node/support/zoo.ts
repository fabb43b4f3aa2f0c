import { fileURLToPath } from 'node:url'
import type { Finding } from '../../../../scripts/lib/checks/check.ts'

/** Files as people have them on nodes: `docker` with all that uses it, `clean` the same places without. */
export const zoo = fileURLToPath(new URL('../zoo', import.meta.url))

/** What must be found of the files in zoo/docker, and nothing else: check, place, and the command of docker. */
export const foundInZoo: readonly string[] = [
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
]

/** Findings in the form of the list above, sorted as it is. */
export function fromZoo(findings: readonly (Finding & { id: string })[]): string[] {
  return findings
    .map(({ id, place, message }) => {
      const called = id === 'node-docker-command' ? ` ${/`docker (\w+)`/u.exec(message)?.[1]}` : ''
      return `${id} ${place?.file}:${place?.line}${called}`
    })
    .toSorted()
}
