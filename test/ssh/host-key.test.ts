import test from 'ava'
import {
  findHostKeys,
  hostKeyAlgorithms,
  judgeHostKey,
  type Verdict,
} from '../../scripts/lib/ssh/host-key.ts'
import { parseKnownHosts } from '../../scripts/lib/ssh/known-hosts.ts'
import { publicKey } from '../../scripts/lib/ssh/public-key.ts'
import { newKey } from './support/keys.ts'

const old = newKey()
const other = newKey()
const ecdsa = newKey('ecdsa')

const cases: readonly {
  title: string
  known: string
  names: readonly string[]
  shown: Buffer
  is: Verdict['is']
}[] = [
  {
    title: 'a key that is listed is trusted',
    known: `n1 ${old.public}`,
    names: ['n1'],
    shown: old.blob,
    is: 'trusted',
  },
  {
    title: 'a host with no line is unknown',
    known: `n2 ${old.public}`,
    names: ['n1'],
    shown: old.blob,
    is: 'unknown',
  },
  {
    title: 'another key is a change',
    known: `n1 ${old.public}`,
    names: ['n1'],
    shown: other.blob,
    is: 'changed',
  },
  {
    title: 'one of several keys is enough',
    known: `n1 ${old.public}\nn1 ${ecdsa.public}`,
    names: ['n1'],
    shown: ecdsa.blob,
    is: 'trusted',
  },
  {
    title: 'a revoked key is refused, though another line trusts it',
    known: `n1 ${old.public}\n@revoked * ${old.public}`,
    names: ['n1'],
    shown: old.blob,
    is: 'revoked',
  },
  {
    title: 'a revocation of another key says nothing about this one',
    known: `n1 ${old.public}\n@revoked * ${other.public}`,
    names: ['n1'],
    shown: old.blob,
    is: 'trusted',
  },
  {
    title: 'a revocation under the second name holds too',
    known: `198.18.0.11 ${old.public}\n@revoked n1 ${old.public}`,
    names: ['198.18.0.11', 'n1'],
    shown: old.blob,
    is: 'revoked',
  },
  {
    title: 'a certificate authority does not make a plain key trusted',
    known: `@cert-authority * ${old.public}`,
    names: ['n1'],
    shown: old.blob,
    is: 'unknown',
  },
  {
    title: 'the name in the inventory is used where the address is not listed',
    known: `n1 ${old.public}`,
    names: ['198.18.0.11', 'n1'],
    shown: old.blob,
    is: 'trusted',
  },
  {
    title: 'the address decides where both are listed',
    known: `n1 ${other.public}\n198.18.0.11 ${old.public}`,
    names: ['198.18.0.11', 'n1'],
    shown: other.blob,
    is: 'changed',
  },
]

for (const { title, known, names, shown, is } of cases) {
  test(title, t => {
    const keys = findHostKeys(parseKnownHosts(known, 'known_hosts'), names)
    t.is(judgeHostKey(keys, publicKey(shown)).is, is)
  })
}

test('a host is asked for the key types that are known for it, and for any if none is', t => {
  const algorithms = (text: string) => hostKeyAlgorithms(findHostKeys(parseKnownHosts(text, 'f'), ['n1']))
  t.deepEqual(algorithms(`n1 ${ecdsa.public}`), ['ecdsa-sha2-nistp256'])
  t.is(algorithms(`n2 ${ecdsa.public}`), undefined)
  t.is(algorithms(`@revoked n1 ${ecdsa.public}`), undefined)
})
