import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test from 'ava'
import { parse, stringify } from 'yaml'
import { archiveOf } from './support/archive.ts'
import { nodesOf, readyWorkloads, settled } from './support/cluster.ts'
import { useLab } from './support/lab.ts'
import type { TestLab } from './support/lab.ts'
import { refit } from './support/refit.ts'
import { difference, setupOf } from './support/snapshot.ts'

// A node that has no CRI-O gets it with the migration, from a package and from an archive, and loses it with the rollback.

const version = '1.36.3'
const folder = mkdtempSync(join(tmpdir(), 'refit-crio-install-'))
const inventory = join(folder, 'inventory.yaml')
const worker = ['-i', inventory, '--limit', 'n2', '--yes', '--verbose']

let lab: TestLab
let pods: string[]
let setup: string[]

test.before('a worker on cri-dockerd, and a repository that has CRI-O', async () => {
  await refit('scripts/lab.mjs', ['down', '--name', 'test-crio-install'])
  lab = await useLab('modern', { name: 'test-crio-install', extras: ['crio'] })
  await lab.applyWorkload()
  pods = await readyWorkloads(lab)
  await lab.onNode('n2', packTheNodesOwn)
  await lab.onNode('n2', tellDockerOfCrun)
  setup = await setupOf(lab, 'n2')
})

test.after.always('no lab is left behind', async () => {
  await lab.down()
  rmSync(folder, { recursive: true })
})

const installs = {
  package: () => ({ package: 'cri-o', version: `${version}-1` }),
  // The static bundle, as cri-o/packaging publishes it, as far as this node needs it.
  archive: () => archiveOf(folder, 'cri-o/bin', ['crio', 'pinns'], version),
}
const runs = { package: '/usr/bin/crio', archive: `/opt/refit/crio-${version}/cri-o/bin/crio` }

for (const kind of ['package', 'archive'] as const) {
  test.serial(`it comes from its ${kind}, and runs`, async t => {
    const settings = parse(readFileSync(lab.inventory, 'utf8')) as object
    writeFileSync(inventory, stringify({ ...settings, crio: { install: installs[kind]() } }))
    t.not((await lab.tryOnNode('n2', 'command -v crio')).exitCode, 0)
    const { code, all } = await refit('scripts/migrate.mjs', [...worker, '--to', 'crio'])
    t.is(code, 0, all)
    t.regex((await nodesOf(lab)).join('\n'), /^n2 Ready schedulable cri-o:\/\/1\.36\.3/mu)
    t.deepEqual(await settled(lab, pods), pods)
    const program = 'readlink /proc/$(systemctl show -p MainPID --value crio.service)/exe'
    t.is((await lab.onNode('n2', program)).trim(), runs[kind])
  })

  test.serial(
    `a pod whose RuntimeClass names a runtime of daemon.json runs in it, with CRI-O of the ${kind}`,
    async t => {
      await lab.kubectlWith(ofClass('small'), 'apply', '-f', '-')
      await lab.kubectl('wait', 'pod/small', '--for=condition=Ready', '--timeout=60s')
      const monitors = "tr '\\0' ' ' </proc/$(pgrep -n conmon)/cmdline"
      t.regex(await lab.onNode('n2', monitors), / -r \/usr\/bin\/crun /u)
      await lab.kubectl('delete', 'pod/small', 'runtimeclass/small', '--wait=true', '--timeout=60s')
    },
  )

  test.serial(`rollback takes the ${kind} away again`, async t => {
    const { code, all } = await refit('scripts/rollback.mjs', worker)
    t.is(code, 0, all)
    t.deepEqual(await settled(lab, pods), pods)
    t.not((await lab.tryOnNode('n2', 'command -v crio')).exitCode, 0)
    // CRI-O makes these folders when it first starts.
    const left = ['', '/auth', '/policies'].map(name => `+ d 755 root:root /etc/crio${name} -> `)
    t.deepEqual(difference(setup, await setupOf(lab, 'n2')), left)
  })
}

const tellDockerOfCrun = `set -e
sed -i '1a "runtimes": { "small": { "path": "/usr/bin/crun" } },' /etc/docker/daemon.json
systemctl reload docker.service
`

function ofClass(name: string): string {
  const metadata = { name }
  const containers = [{ name, image: lab.lab.image, command: ['sleep', '1000'] }]
  const spec = { runtimeClassName: name, nodeName: 'n2', terminationGracePeriodSeconds: 1, containers }
  return [
    { apiVersion: 'node.k8s.io/v1', kind: 'RuntimeClass', metadata, handler: name },
    { apiVersion: 'v1', kind: 'Pod', metadata, spec },
  ]
    .map(one => stringify(one))
    .join('---\n')
}

// What the lab has put there by hand becomes a package in a repository on the node, and goes.
const packTheNodesOwn = `set -e
package=$(mktemp -d)
files="/usr/bin/crio /usr/bin/pinns /usr/lib/systemd/system/crio.service /etc/crio"
for file in $files; do mkdir -p "$package\${file%/*}"; mv "$file" "$package$file"; done
mkdir "$package/DEBIAN" /srv/packages
printf '%s\\n' 'Package: cri-o' 'Version: ${version}-1' 'Architecture: amd64' 'Maintainer: lab <lab@example.com>' \\
  'Description: CRI-O' >"$package/DEBIAN/control"
chmod 755 "$package"
cd /srv/packages
dpkg-deb --build -Znone "$package" cri-o.deb
rm -r "$package"
{ dpkg-deb -f cri-o.deb; printf 'Filename: ./cri-o.deb\\nSize: %s\\nSHA256: %s\\n' "$(stat -c %s cri-o.deb)" \\
  "$(sha256sum cri-o.deb | cut -d ' ' -f 1)"; } >Packages
echo 'deb [trusted=yes] file:/srv/packages ./' >/etc/apt/sources.list.d/lab.list
apt-get update -o Dir::Etc::sourcelist=/etc/apt/sources.list.d/lab.list -o Dir::Etc::sourceparts=-
systemctl daemon-reload
`
