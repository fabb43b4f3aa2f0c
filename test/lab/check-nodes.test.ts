import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import test from 'ava'
import { z } from 'zod'
import { foundInZoo, fromZoo, zoo } from '../checks/node/support/zoo.ts'
import { useLab } from './support/lab.ts'
import type { TestLab } from './support/lab.ts'
import { refit } from './support/refit.ts'
import { difference, setupOf } from './support/snapshot.ts'

// What check finds on real nodes: first with files that only speak of Docker, then with everything that uses it.

const report = z.object({
  looked: z.object({ hosts: z.number() }),
  findings: z.array(
    z.object({
      id: z.string(),
      owner: z.string(),
      severity: z.enum(['blocker', 'warning', 'note']),
      message: z.string(),
      fix: z.string(),
      place: z
        .object({ host: z.string().optional(), file: z.string().optional(), line: z.number().optional() })
        .optional(),
    }),
  ),
  unread: z.array(z.unknown()),
})

let lab: TestLab

test.before('a node with the twins of the zoo', async () => {
  lab = await useLab('modern', { name: 'test-check-nodes' })
  await layOut('clean')
})

test.after.always('no lab is left behind', async () => {
  await lab.down()
})

test('of files that only speak of Docker, and a node as it should be, nothing is told but versions', async t => {
  const before = await setupOf(lab, 'n2')
  const { looked, findings, unread } = await check()
  t.is(looked.hosts, 2)
  t.deepEqual(unread, [])
  const told = findings.filter(({ id }) => !always.has(id)).map(({ id, message }) => `${id}: ${message}`)
  t.deepEqual(told, [])
  t.deepEqual(difference(before, await setupOf(lab, 'n2')), [], 'it changes nothing')
})

test('everything on the node that uses Docker is found, with its file and line, and on no other node', async t => {
  await layOut('docker')
  await lab.onNode('n2', liveUsers)
  const { findings } = await check()
  const fresh = findings.filter(({ id }) => !always.has(id))
  t.deepEqual(
    fresh.filter(({ place }) => place?.host !== 'n2'),
    [],
  )
  const ofFiles = fresh.filter(({ id }) => id.startsWith('node-docker-'))
  t.deepEqual(fromZoo(ofFiles.map(({ place, ...finding }) => ({ ...finding, place: defined(place) }))), [
    ...foundInZoo,
  ])
  const rest = fresh
    .filter(({ id }) => !id.startsWith('node-docker-'))
    .map(({ id, message }) => `${id}: ${message.replaceAll(/pid \d+/gu, 'pid')}`)
  t.deepEqual(rest.toSorted(), [
    'bridge-netfilter: net.bridge.bridge-nf-call-iptables is 1, and no file in sysctl.d says so.',
    'cni-networks: The network of pods is the one in 10-lab.conflist, before 87-podman-bridge.conflist.',
    'docker-socket-process: sleep (pid) is told of Docker by DOCKER_HOST.',
    "docker-socket-process: socat (pid) is connected to Docker's socket.",
    'docker-volumes: Docker has 1 volumes and 1 networks of its own.',
    'ip-forward: net.ipv4.ip_forward is 1, and no file in sysctl.d says so.',
    'kernel-modules: br_netfilter is not loaded at the next boot: no file in modules-load.d names it.',
    'kernel-modules: overlay is not loaded at the next boot: no file in modules-load.d names it.',
    "other-containers: The container zoo (registry.k8s.io/pause:3.10.1) is not of Kubernetes: Docker starts it again (always), it has Docker's socket mounted.",
  ])
  t.regex(findings.find(({ message }) => message.includes('`docker rmi`'))?.fix ?? '', /^`crictl rmi`/u)
  t.notRegex(JSON.stringify(findings), /S3cret/u)
})

// What is so on every node of the lab: its versions, images without a registry, one containerd for both.
const always = new Set([
  'images-only-here',
  'containerd-shared',
  'exec-on-cri-dockerd',
  'containerd-1',
  'cgroup-v1',
  'kubelet-flag-refused',
  'support-ended',
])

const liveUsers = `set -e
setsid socat UNIX-CONNECT:/run/docker.sock EXEC:'sleep 100000' >/dev/null 2>&1 </dev/null &
DOCKER_HOST=tcp://127.0.0.1:2375 setsid sleep 100000 >/dev/null 2>&1 </dev/null &
docker run -d --name zoo --restart always --network none -v /run/docker.sock:/run/docker.sock registry.k8s.io/pause:3.10.1
docker volume create zoo
docker network create zoo
rm -f /etc/sysctl.d/99-kubernetes.conf /etc/modules-load.d/kubernetes.conf
echo '{"cniVersion":"1.0.0","name":"podman","plugins":[{"type":"bridge"}]}' >/etc/cni/net.d/87-podman-bridge.conflist
`

async function layOut(tree: 'clean' | 'docker'): Promise<void> {
  const archive = await promisify(execFile)('tar', ['-C', `${zoo}/${tree}`, '-cf', '-', '.'], {
    encoding: 'buffer',
  })
  await lab.onNode(
    'n2',
    'base64 -d | tar -C / --no-same-owner --no-overwrite-dir -xf -',
    archive.stdout.toString('base64'),
  )
}

async function check(): Promise<z.infer<typeof report>> {
  const { stdout, all } = await refit('scripts/check.mjs', [
    '-i',
    lab.inventory,
    '--only',
    'node,version',
    '--output',
    'json',
  ])
  const parsed = report.safeParse(JSON.parse(stdout === '' ? 'null' : stdout))
  if (!parsed.success) throw new Error(all)
  return parsed.data
}

function defined({
  host,
  file,
  line,
}: NonNullable<z.infer<typeof report>['findings'][number]['place']> = {}) {
  return {
    ...(host === undefined ? {} : { host }),
    ...(file === undefined ? {} : { file }),
    ...(line === undefined ? {} : { line }),
  }
}
