import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test from 'ava'
import { parse, stringify } from 'yaml'
import { inDocker, nodesOf, readyWorkloads, settled, socketOf } from './support/cluster.ts'
import { useLab } from './support/lab.ts'
import type { TestLab } from './support/lab.ts'
import { refit } from './support/refit.ts'
import { difference, setupOf, wholeOf } from './support/snapshot.ts'

// One story on one cluster, the classic one: each test finds the nodes as the one before left them.

interface Story {
  lab: TestLab
  folder: string
  /** The cluster before anything was done to it. */
  pods: string[]
  setup: { n1: string[]; n2: string[] }
}

let story: Story

test.before('a cluster on dockershim, with work to do', async () => {
  // A lab that an earlier run left has a past; this story begins at the beginning.
  await refit('scripts/lab.mjs', ['down', '--name', 'test-classic'])
  const lab = await useLab('classic')
  await lab.applyWorkload()
  const folder = await mkdtemp(join(tmpdir(), 'refit-lab-test-'))
  const setup = { n1: await setupOf(lab, 'n1'), n2: await setupOf(lab, 'n2') }
  story = { lab, folder, pods: await readyWorkloads(lab), setup }
})

test.after.always('no lab is left behind', async () => {
  await rm(story.folder, { recursive: true, force: true })
  await story.lab.down()
})

test('a dry run changes nothing on any node, and says what would change', async t => {
  const { lab } = story
  const before = { n1: await wholeOf(lab, 'n1'), n2: await wholeOf(lab, 'n2') }
  const plain = await refit('scripts/migrate.mjs', ['-i', lab.inventory, '--dry-run'])
  const detailed = await refit('scripts/migrate.mjs', [
    '-i',
    lab.inventory,
    '--dry-run',
    '--detailed-exitcode',
  ])
  t.is(plain.code, 0, plain.all)
  t.is(detailed.code, 2)
  t.regex(plain.stdout, /Plan: 2 nodes to migrate, \d+ changes\./u)
  t.regex(plain.stdout, /-disabled_plugins = \["cri"\]/u)
  t.regex(plain.stdout, /carry docker\.io\/lab\/local-only:1/u)
  t.regex(plain.stdout, /evict default\/web-.*PodDisruptionBudget web/u)
  t.deepEqual(difference(before.n1, await wholeOf(lab, 'n1')), [])
  t.deepEqual(difference(before.n2, await wholeOf(lab, 'n2')), [])
})

test('without a terminal and without --yes it stops, and says so', async t => {
  const { code, stderr } = await refit('scripts/migrate.mjs', ['-i', story.lab.inventory])
  t.is(code, 64)
  t.regex(stderr, /--yes/u)
})

test('a saved plan is refused when a node has changed since', async t => {
  const { lab, folder } = story
  const file = join(folder, 'saved.plan')
  t.is((await refit('scripts/plan.mjs', ['-i', lab.inventory, '--limit', 'n2', '--out', file])).code, 0)
  await lab.onNode(
    'n2',
    'cp -a /etc/containerd/config.toml /root/kept && echo "# touched" >> /etc/containerd/config.toml',
  )
  const { code, stderr } = await refit('scripts/migrate.mjs', ['-i', lab.inventory, '--plan', file, '--yes'])
  await lab.onNode('n2', 'cp -a /root/kept /etc/containerd/config.toml && rm /root/kept')
  t.is(code, 64)
  t.regex(stderr, /stale.*config\.toml/su)
  t.deepEqual(difference(story.setup.n2, await setupOf(lab, 'n2')), [])
})

test('bad input is one clear message each, and nothing is touched', async t => {
  const { lab } = story
  const cases: [title: string, change: (inventory: Inventory) => void, message: RegExp][] = [
    [
      'a wrong type',
      inventory => void (hostOf(inventory, 'n1')['port'] = 'ssh'),
      /:\d+:\d+ hosts\.n1\.port: expected a/u,
    ],
    [
      'an unreachable host',
      inventory => void (hostOf(inventory, 'n2')['port'] = 1),
      /n2 .*refuses the connection/u,
    ],
    [
      'a missing kubeconfig',
      inventory => void (inventory.cluster['kubeconfig'] = '/nonexistent'),
      /kubeconfig/u,
    ],
    [
      'a wrong sudo password',
      inventory => Object.assign(inventory, { user: 'operator-pw', sudoPassword: { env: 'WRONG' } }),
      /password/u,
    ],
    ['a wrong host key', inventory => void (inventory.knownHosts = join(story.folder, 'other-keys')), /key/u],
  ]
  // The right names with the key of another machine: this one's own client key will do.
  const [type, other] = (await readFile(`${lab.lab.identityFile}.pub`, 'utf8')).split(' ')
  const keys = lab.lab.nodes.map(node => `${node.address} ${type} ${other}\n`)
  await writeFile(join(story.folder, 'other-keys'), keys.join(''))
  for (const [title, change, message] of cases) {
    const file = await inventoryWith(title.replaceAll(' ', '-'), change)
    const { code, stderr, stdout } = await refit(
      'scripts/migrate.mjs',
      ['-i', file, '--limit', 'n2', '--yes'],
      {
        environment: { WRONG: 'not-the-password' },
      },
    )
    t.not(code, 0, title)
    t.regex(stderr, message, title)
    t.false(stderr.includes('not-the-password'), title)
    t.false(/^\s+at /mu.test(stderr), `${title}: no stack`)
    t.false(stdout.includes('prepare'), title)
  }
  t.deepEqual(difference(story.setup.n2, await setupOf(lab, 'n2')), [])
})

test('a node whose containerd cannot start goes back to Docker, and the one before it stays migrated', async t => {
  const { lab, folder } = story
  const templates = join(folder, 'templates')
  const broken = await brokenTemplate(templates)
  const file = await inventoryWith(
    'broken',
    inventory => void (hostOf(inventory, 'n1')['templates'] = broken),
  )
  const fewest = await fewestReady(lab, () =>
    refit('scripts/migrate.mjs', ['-i', file, '--yes', '--verbose']),
  )
  const { code, all } = fewest.result
  t.is(code, 1, all)
  t.regex(all, /n1: (?:rolled back|taken back|back)/u)
  t.deepEqual(await nodesOf(lab), [
    'n1 Ready schedulable docker://20.10.24',
    'n2 Ready schedulable containerd://1.6.20',
  ])
  t.deepEqual(difference(story.setup.n1, await setupOf(lab, 'n1')), [])
  t.is(await inDocker(lab, 'n2'), 0)
  t.is(await socketOf(lab, 'n1'), '/var/run/dockershim.sock')
  t.is(await socketOf(lab, 'n2'), 'unix:///run/containerd/containerd.sock')
  t.deepEqual(await settled(lab, story.pods), story.pods)
  t.true(fewest.ready >= 2, `at one time only ${fewest.ready} pods of web were ready`)
  const cost = /n2: (\d+) connections?, (\d+) round trips?/u.exec(all)
  t.true(Number(cost?.[1]) <= 2, `connections: ${cost?.[0]}`)
  t.true(Number(cost?.[2]) <= 12, `round trips: ${cost?.[0]}`)
})

test('the control plane node migrates too, though its API server goes away during its own switch', async t => {
  const { lab } = story
  const { code, all } = await refit('scripts/migrate.mjs', ['-i', lab.inventory, '--yes'])
  t.is(code, 0, all)
  t.deepEqual(await nodesOf(lab), [
    'n1 Ready schedulable containerd://1.6.20',
    'n2 Ready schedulable containerd://1.6.20',
  ])
  t.deepEqual(await settled(lab, story.pods), story.pods)
  for (const node of ['n1', 'n2']) {
    t.is(await inDocker(lab, node), 0)
    t.is(
      (await lab.onNode(node, 'systemctl is-enabled docker.service docker.socket || :')).trim(),
      'disabled\ndisabled',
    )
    t.regex(
      await lab.onNode(node, 'dpkg -s docker.io && ls /var/lib/docker'),
      /install ok installed[^]*overlay2/u,
    )
  }
})

test('a migrated cluster has nothing left to migrate', async t => {
  const { lab } = story
  const { code, stdout } = await refit('scripts/migrate.mjs', [
    '-i',
    lab.inventory,
    '--dry-run',
    '--detailed-exitcode',
  ])
  t.is(code, 0)
  t.is(stdout.trim(), 'No changes. Every node is as it should be.')
  t.is((await refit('scripts/migrate.mjs', ['-i', lab.inventory, '--yes'])).code, 0)
})

test('rollback takes a node back to Docker, its files as they were', async t => {
  const { lab } = story
  const { code, all } = await refit('scripts/rollback.mjs', ['-i', lab.inventory, '--limit', 'n2', '--yes'])
  t.is(code, 0, all)
  t.deepEqual(await nodesOf(lab), [
    'n1 Ready schedulable containerd://1.6.20',
    'n2 Ready schedulable docker://20.10.24',
  ])
  t.deepEqual(difference(story.setup.n2, await setupOf(lab, 'n2')), [])
  t.deepEqual(await settled(lab, story.pods), story.pods)
  t.is(await socketOf(lab, 'n2'), '/var/run/dockershim.sock')
})

interface Inventory {
  cluster: Record<string, unknown>
  hosts: Record<string, Record<string, unknown>>
  knownHosts: string
}

function hostOf({ hosts }: Inventory, name: string): Record<string, unknown> {
  const host = hosts[name]
  if (host === undefined) throw new Error(`the lab has no ${name}`)
  return host
}

async function inventoryWith(name: string, change: (inventory: Inventory) => void): Promise<string> {
  const inventory = parse(await readFile(story.lab.inventory, 'utf8')) as Inventory
  change(inventory)
  const file = join(story.folder, `${name}.yaml`)
  await writeFile(file, stringify(inventory))
  return file
}

async function brokenTemplate(folder: string): Promise<string> {
  const { mkdir } = await import('node:fs/promises')
  await mkdir(folder, { recursive: true })
  await writeFile(join(folder, 'containerd.toml.hbs'), 'version = 2\nthis is no TOML\n')
  return folder
}

/** Watches the workload with a budget while something is done, past refit's own report. */
async function fewestReady<Result>(
  lab: TestLab,
  act: () => Promise<Result>,
): Promise<{ result: Result; ready: number }> {
  const watching = new AbortController()
  let ready = Number.POSITIVE_INFINITY
  const watch = async () => {
    while (!watching.signal.aborted) {
      const words = ['get', 'deployment', 'web', '-o', 'jsonpath={.status.readyReplicas}']
      const text = await lab.kubectl(...words).catch(() => '')
      if (text !== '') ready = Math.min(ready, Number(text))
      await new Promise(resolve => setTimeout(resolve, 300))
    }
  }
  const watcher = watch()
  const result = await act()
  watching.abort()
  await watcher
  return { result, ready }
}
