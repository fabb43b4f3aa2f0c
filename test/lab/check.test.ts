import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import test from 'ava'
import { parse, parseAllDocuments, stringify } from 'yaml'
import { scanText } from '../checks/support/scan.ts'
import { nodesOf } from './support/cluster.ts'
import { useLab } from './support/lab.ts'
import type { TestLab } from './support/lab.ts'
import { refit } from './support/refit.ts'

// The zoo of manifests on a real API server: each of them is found by its owner, and none of their clean twins.

const zoo = fileURLToPath(new URL('../checks/zoo/', import.meta.url))
let lab: TestLab

test.before('a cluster on cri-dockerd with the zoo in it', async () => {
  lab = await useLab('modern', { name: process.env['REFIT_CHECK_LAB'] ?? 'test-check' })
  for (const name of ['zoo', 'zoo-clean']) {
    await lab.kubectlWith(
      stringify({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } }),
      'apply',
      '-f',
      '-',
    )
  }
  await lab.kubectlWith(definitions.map(definition).join('---\n'), 'apply', '-f', '-')
  for (const { plural, group } of definitions)
    await lab.kubectl('wait', '--for=condition=Established', `crd/${plural}.${group}`, '--timeout=60s')
  await lab.kubectlWith(all('bad'), 'apply', '-f', '-')
  await lab.kubectlWith(all('clean').replaceAll('namespace: zoo', 'namespace: zoo-clean'), 'apply', '-f', '-')
})

test.after.always('no lab is left behind', async () => {
  if (process.env['REFIT_CHECK_LAB'] === undefined) await lab.down()
})

test.serial('everything in the zoo is found by its owner, and nothing in the clean twins', async t => {
  const {
    code,
    stdout,
    all: said,
  } = await refit('scripts/check.mjs', ['-i', lab.inventory, '--output', 'json'])
  t.is(code, 1, said)
  const { findings, unread } = JSON.parse(stdout) as Report
  t.deepEqual(unread, [])
  const found = new Set(findings.map(({ id, owner, message }) => `${id} ${owner}: ${message}`))
  const { found: wanted } = scanText(all('bad'))
  const lines = wanted.map(({ id, owner, message }) => `${id} ${owner}: ${message}`)
  const table = [...Map.groupBy(wanted, ({ id }) => id)].map(([id, its]) => {
    const hits = its.filter(({ owner, message }) => found.has(`${id} ${owner}: ${message}`)).length
    const wrong = findings.filter(one => one.id === id && one.owner.includes('zoo-clean/')).length
    return `${id}: ${hits} of ${its.length} found, ${wrong} in the clean twins`
  })
  t.log(table.join('\n'))
  t.deepEqual(
    lines.filter(line => !found.has(line)),
    [],
  )
  t.deepEqual(
    findings.filter(({ owner }) => owner.includes('zoo-clean/')),
    [],
  )
})

test.serial(
  'migrate refuses what check calls a blocker in the same words, and goes on with a waiver',
  async t => {
    await lab.kubectl('delete', 'namespace', 'zoo', 'zoo-clean', '--wait=true', '--timeout=180s')
    await lab.kubectlWith(stringify(builder), 'apply', '-f', '-')
    const said = 'Deployment default/builder: The volume sock mounts /var/run/docker.sock.'
    const refused = await refit('scripts/migrate.mjs', ['-i', lab.inventory, '--limit', 'n2', '--yes'])
    t.is(refused.code, 1, refused.all)
    t.true(refused.all.includes(said), refused.all)
    t.true((await nodesOf(lab)).every(line => line.includes('docker://')))

    const inventory = parse(readFileSync(lab.inventory, 'utf8')) as object
    const waivers = [
      { id: 'docker-socket', reason: 'it goes too', until: '2999-12-31', match: 'Deployment default/*' },
    ]
    const waived = lab.inventory.replace('.yaml', '-waived.yaml')
    writeFileSync(waived, stringify({ ...inventory, checks: { waivers } }))
    const gone = await refit('scripts/migrate.mjs', ['-i', waived, '--limit', 'n2', '--yes'])
    t.is(gone.code, 0, gone.all)
    t.true(gone.all.replaceAll(/\s+/gu, ' ').includes(`${said} Waived until 2999-12-31`), gone.all)
    t.is((await nodesOf(lab)).filter(line => line.includes('n2 Ready schedulable containerd://')).length, 1)
  },
)

interface Report {
  findings: { id: string; owner: string; message: string }[]
  unread: object[]
}

/** All manifests of one kind, made so that they start no pod: what is looked at are their templates. */
function all(kind: 'bad' | 'clean'): string {
  return readdirSync(zoo)
    .flatMap(folder =>
      parseAllDocuments(readFileSync(join(zoo, folder, `${kind}.yaml`), 'utf8')).map(document => ({
        folder,
        value: document.toJS() as Manifest,
      })),
    )
    .filter(({ value }) => value.kind !== undefined)
    .map(({ folder, value }) => {
      if (value.metadata?.name !== undefined) value.metadata.name = `${folder}-${value.metadata.name}`
      if (value.metadata?.generateName !== undefined) {
        value.metadata.name = `${folder}-generated`
        delete value.metadata.generateName
      }
      if (value.kind === 'DaemonSet' && value.spec?.template !== undefined)
        value.spec.template.spec.nodeSelector = { 'refit.test/none': 'such' }
      if (value.kind === 'Job') Object.assign(value.spec ?? {}, { suspend: true })
      if (value.spec?.replicas === 2) value.spec.replicas = 0
      return stringify(value)
    })
    .join('---\n')
}

interface Manifest {
  kind?: string
  metadata?: { name?: string; generateName?: string }
  spec?: { replicas?: number; template?: { spec: Record<string, unknown> } }
}

const definitions = [
  { group: 'argoproj.io', version: 'v1alpha1', kind: 'Workflow', plural: 'workflows' },
  { group: 'tekton.dev', version: 'v1', kind: 'Task', plural: 'tasks' },
  { group: 'monitoring.coreos.com', version: 'v1', kind: 'Prometheus', plural: 'prometheuses' },
  { group: 'monitoring.coreos.com', version: 'v1', kind: 'PrometheusRule', plural: 'prometheusrules' },
  {
    group: 'bootstrap.cluster.x-k8s.io',
    version: 'v1beta1',
    kind: 'KubeadmConfigTemplate',
    plural: 'kubeadmconfigtemplates',
  },
]

function definition({ group, version, kind, plural }: (typeof definitions)[number]): string {
  const schema = { openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } }
  return stringify({
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: `${plural}.${group}` },
    spec: {
      group,
      scope: 'Namespaced',
      names: { kind, plural, singular: kind.toLowerCase() },
      versions: [{ name: version, served: true, storage: true, schema }],
    },
  })
}

const labels = { app: 'builder' }
const builder = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'builder', namespace: 'default', labels },
  spec: {
    // No pod is needed: the next one that starts would mount it.
    replicas: 0,
    selector: { matchLabels: labels },
    template: {
      metadata: { labels },
      spec: {
        containers: [{ name: 'main', image: 'docker.io/library/busybox:1' }],
        volumes: [{ name: 'sock', hostPath: { path: '/var/run/docker.sock' } }],
      },
    },
  },
}
