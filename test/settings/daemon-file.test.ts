import test from 'ava'
import { noSettings, registryNamed } from '../../scripts/lib/settings/carried.ts'
import { daemonKeys } from '../../scripts/lib/settings/daemon-file.ts'

const carried = {
  ...noSettings,
  registries: [
    {
      ...registryNamed('docker.io'),
      mirrors: [{ value: { url: 'https://m.example:5000', insecure: true }, source: 'registries.conf' }],
    },
  ],
}

test('a mirror that daemon.json asks over HTTP already is asked over HTTP still', t => {
  const before = { 'registry-mirrors': ['http://m.example:5000/'] }
  t.deepEqual(daemonKeys(carried, before)['registry-mirrors'], ['http://m.example:5000/'])
})

test('a mirror that daemon.json does not know is written as it was said', t => {
  t.deepEqual(daemonKeys(carried, {})['registry-mirrors'], ['https://m.example:5000'])
})
