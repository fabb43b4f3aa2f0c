import test from 'ava'
import { dockerCalls } from '../../../scripts/lib/checks/node/uses/docker-calls.ts'
import { dockerServiceVerbs } from '../../../scripts/lib/checks/node/uses/docker-services.ts'

const calls: [line: string, ...calls: string[]][] = [
  ['docker ps', 'ps'],
  ['  docker ps -a | grep web', 'ps -a'],
  ['/usr/bin/docker system prune -af >/dev/null 2>&1', 'system prune -af'],
  ['sudo -n docker images', 'images'],
  ['for c in $(docker ps -q); do docker rm -f "$c"; done', 'ps -q', 'rm -f $c'],
  ['count=`docker ps -q | wc -l`', 'ps -q'],
  ['if ! docker info; then exit 1; fi', 'info'],
  ['[ -n "$(docker ps -q --filter name=web)" ] || exit 2', 'ps -q --filter name=web'],
  ['test -e /x && DOCKER_CONFIG=/etc/d docker pull busybox', 'pull busybox'],
  ['docker -H unix:///run/docker.sock exec web true', 'exec web true'],
  ['docker --host=tcp://a:2375 logs -f web', 'logs -f web'],
  ['timeout -k 5 30 docker stats --no-stream', 'stats --no-stream'],
  ['su - deploy -c "cd /srv; docker build -t a ."', 'build -t a .'],
  ["ssh n2 'docker load' < image.tar", 'load'],
  ['docker save app | ssh n2 docker load', 'save app', 'load'],
  ['flock -n /run/lock/x docker run --rm app', 'run --rm app'],
  ["alias dps='docker ps'", 'ps'],
  ['COMMAND="docker run --rm app"', 'run --rm app'],
  ['RUN+="/usr/bin/docker start app"', 'start app'],
  ['command[check_web]="/usr/bin/docker inspect web"', 'inspect web'],
  ['docker-compose -f /srv/app.yaml up -d', 'compose up -d'],
  ['$DOCKER ps', 'ps'],
  ['"${DOCKER_BIN}" ps', 'ps'],
  ['docker "$@"', '$@'],
  ['docker', ''],
  ['docker ps # all of them', 'ps'],
  ['sh -c \'sh -c "docker ps"\'', 'ps'],
  // What is no call.
  ['# docker ps'],
  ['echo "run docker ps to see"'],
  ["printf '%s\\n' 'docker run failed'"],
  ['log_error "docker run failed; docker ps says more"'],
  ['MESSAGE="docker run failed"'],
  ['grep -q docker /proc/1/cgroup'],
  ["grep 'docker ps' /root/.bash_history"],
  ['apt-get install -y docker run-one'],
  ['chgrp docker /var/log/app'],
  ['BASE=docker'],
  ['usermod -aG docker deploy'],
  ['cd /opt/docker && ./build'],
  ['mydocker ps'],
  ['docker.sock'],
  [''],
]

for (const [line, ...expected] of calls) {
  test(`${expected.length} calls of Docker are in: ${line}`, t => {
    t.deepEqual(
      dockerCalls(line).map(words => words.join(' ')),
      expected,
    )
  })
}

test('to look whether there is a docker is no call of it', t => {
  t.deepEqual(dockerCalls('command -v docker >/dev/null 2>&1'), [])
  t.deepEqual(dockerCalls('command -v docker && docker ps'), [['ps']])
  t.deepEqual(dockerCalls('command docker ps'), [['ps']])
})

const verbs: [line: string, verbs: string[]][] = [
  ['systemctl restart docker', ['restart']],
  ['sudo /bin/systemctl --quiet is-active docker.service || exit 1', ['is-active']],
  ['service docker stop; service docker start', ['stop', 'start']],
  ['systemctl restart nginx', []],
  ['systemctl restart docker-cleanup.timer', []],
  ['echo systemctl restart docker', []],
  ['systemctl status docker # restart docker', ['status']],
]

for (const [line, expected] of verbs)
  test(`services of Docker, done to in: ${line}`, t => {
    t.deepEqual(dockerServiceVerbs(line), expected)
  })

test('no line takes more than a moment, whatever it holds', t => {
  t.deepEqual(dockerCalls('"$('.repeat(50_000)), [])
  t.deepEqual(dockerCalls("sh -c '".repeat(10_000)), [])
})
