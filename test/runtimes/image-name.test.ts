import test from 'ava'
import { fullImageName } from '../../scripts/lib/runtimes/image-name.ts'

const names: [short: string, full: string][] = [
  ['busybox', 'docker.io/library/busybox:latest'],
  ['busybox:1', 'docker.io/library/busybox:1'],
  ['lab/local-only:1', 'docker.io/lab/local-only:1'],
  ['registry.k8s.io/pause:3.6', 'registry.k8s.io/pause:3.6'],
  ['198.18.0.1:5000/lab/busybox:1', '198.18.0.1:5000/lab/busybox:1'],
  ['198.18.0.1:5000/lab/busybox', '198.18.0.1:5000/lab/busybox:latest'],
  ['localhost/a', 'localhost/a:latest'],
  ['a/b@sha256:0123', 'docker.io/a/b@sha256:0123'],
]

for (const [short, full] of names) {
  test(`the full name of ${short} is ${full}`, t => {
    t.is(fullImageName(short), full)
  })
}
