import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import test from 'ava'
import { parseSshConfig, sshConfigFrom } from '../../scripts/lib/ssh/ssh-config.ts'
import { findProgram } from '../support/shells.ts'
import { temporaryFolder } from './support/world.ts'

// Shortened from `ssh -G` of OpenSSH 9.2.
const output = `host n1
user operator
hostname n1.example.org
port 2222
addressfamily any
identitiesonly yes
identityagent SSH_AUTH_SOCK
identityfile ~/.ssh/id_%r
identityfile ~/.ssh/id_ed25519
hostkeyalias nodes
globalknownhostsfile /etc/ssh/ssh_known_hosts /etc/ssh/ssh_known_hosts2
userknownhostsfile /home/me/.ssh/known_hosts
proxyjump admin@bastion:22
connecttimeout none
`

test('the output of ssh -G is read', t => {
  t.deepEqual(parseSshConfig(output), {
    hostName: 'n1.example.org',
    port: 2222,
    user: 'operator',
    identityFiles: ['~/.ssh/id_%r', '~/.ssh/id_ed25519'],
    identitiesOnly: true,
    identityAgent: 'SSH_AUTH_SOCK',
    proxyJump: 'admin@bastion:22',
    proxyCommand: undefined,
    knownHostsFiles: ['/home/me/.ssh/known_hosts', '/etc/ssh/ssh_known_hosts', '/etc/ssh/ssh_known_hosts2'],
    hostKeyAlias: 'nodes',
  })
})

test('"none" is no value, but for the agent, where it is one', t => {
  const config = parseSshConfig('proxyjump none\nproxycommand none\nidentityfile none\nidentityagent none\n')
  t.like(config, { proxyJump: undefined, proxyCommand: undefined, identityAgent: 'none' })
  t.deepEqual(config.identityFiles, [])
})

test('the ssh program of this machine is asked, with its Host patterns and Include', async t => {
  if (findProgram('ssh') === undefined) return skip(t)
  const folder = await temporaryFolder(t)
  await writeFile(
    join(folder, 'more'),
    'Host n*\n  ProxyJump admin@bastion\n  IdentityFile ~/.ssh/id_nodes\n',
  )
  await writeFile(
    join(folder, 'config'),
    `Include ${join(folder, 'more')}\nHost n1\n  HostName 198.18.0.11\n  User operator\n  Port 2222\n`,
  )
  const read = sshConfigFrom()
  const file = join(folder, 'config')
  t.like(await read({ host: 'n1', file }), {
    hostName: '198.18.0.11',
    user: 'operator',
    port: 2222,
    proxyJump: 'admin@bastion',
  })
  t.like(await read({ host: 'n1', user: 'me', port: 22, file }), { user: 'me', port: 22 })
  t.is((await read({ host: 'other', file }))?.proxyJump, undefined)
})

test('a configuration that ssh cannot read is an error', async t => {
  if (findProgram('ssh') === undefined) return skip(t)
  const file = join(await temporaryFolder(t), 'config')
  await writeFile(file, 'NoSuchKeyword yes\n')
  await t.throwsAsync(sshConfigFrom()({ host: 'n1', file }), {
    message: /Bad configuration option: nosuchkeyword/,
  })
})

test('without an ssh program there is no configuration', async t => {
  t.is(await sshConfigFrom('/no/such/ssh')({ host: 'n1' }), undefined)
})

function skip(t: import('ava').ExecutionContext): void {
  t.log('skipped: ssh is not installed here')
  t.pass()
}
