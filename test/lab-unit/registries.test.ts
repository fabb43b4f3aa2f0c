import test from 'ava'
import { labNetwork } from '../../lab/names-and-addresses.ts'
import { registriesOf, registryImages } from '../../lab/registries.ts'

test('The registries listen on three ports of the lab, and only the mirror answers for docker.io', t => {
  const registries = registriesOf(labNetwork(3))
  t.deepEqual(registries, {
    insecure: '198.18.3.1:5000',
    mirror: '198.18.3.1:5001',
    login: '198.18.3.1:5443',
  })
  t.deepEqual(registryImages(registries), {
    insecure: '198.18.3.1:5000/lab/busybox:1',
    mirror: 'docker.io/library/mirrored:1',
    login: '198.18.3.1:5443/private/busybox:1',
  })
})
