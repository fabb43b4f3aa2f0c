import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { $ } from './shell.ts'
import type { Lab, LabNode } from './lab.ts'
import { registryLogins, runtimeFiles } from './runtime-files.ts'

/** The lab's own key pair, host keys, known_hosts and sudo password: made once, the same until `lab down`. */
export async function makeIdentity(lab: Lab): Promise<void> {
  await makeKey(lab.identityFile, `refit lab ${lab.name}`)
  if (!existsSync(lab.passwordFile))
    await writeFile(lab.passwordFile, randomBytes(12).toString('hex'), { mode: 0o600 })
  const lines = await Promise.all(
    lab.nodes.map(async node => {
      await makeKey(hostKey(node), node.name)
      const [type, key] = (await readFile(`${hostKey(node)}.pub`, 'utf8')).split(' ')
      return `${node.address} ${type} ${key}\n`
    }),
  )
  await writeFile(lab.knownHosts, lines.join(''))
}

/** What makes the node this lab's: written into its disk before it boots for the first time. */
export async function writeNodeFiles(lab: Lab, node: LabNode): Promise<void> {
  const names = lab.nodes.map(({ address, name }) => `${address} ${name}\n`).join('')
  const write = async (path: string, content: string, mode = 0o644) => {
    const file = join(node.directory, 'upper', path)
    await mkdir(dirname(file), { recursive: true })
    await writeFile(file, content, { mode })
  }
  await write('etc/hosts', `127.0.0.1 localhost\n${names}`)
  await write('etc/hostname', `${node.name}\n`)
  await write('etc/ssh/lab_authorized_keys', await readFile(`${lab.identityFile}.pub`, 'utf8'))
  await write('etc/ssh/ssh_host_ed25519_key', await readFile(hostKey(node), 'utf8'), 0o600)
  for (const [path, content] of Object.entries(await runtimeFiles(lab))) await write(path, content)
  // kubelet's folder is a disk of its own.
  const logins = join(node.directory, 'disk', 'kubelet', 'config.json')
  await mkdir(dirname(logins), { recursive: true })
  await writeFile(logins, JSON.stringify(registryLogins(lab), null, 2), { mode: 0o600 })
  await write('etc/cni/net.d/10-lab.conflist', `${JSON.stringify(podNetwork(node), null, 2)}\n`)
}

/** Docker drops what is forwarded between interfaces; the firewall plugin lets the pods' traffic through. */
function podNetwork(node: LabNode): object {
  const ranges = [[{ subnet: node.podSubnet, gateway: node.podGateway }]]
  const ipam = { type: 'host-local', ranges, routes: [{ dst: '0.0.0.0/0' }] }
  return {
    cniVersion: '0.4.0',
    name: 'lab',
    plugins: [
      { type: 'bridge', bridge: 'cni0', isGateway: true, hairpinMode: true, ipam },
      { type: 'portmap', capabilities: { portMappings: true } },
      { type: 'firewall', backend: 'iptables' },
    ],
  }
}

const hostKey = (node: LabNode) => join(node.directory, 'host_key')

async function makeKey(file: string, comment: string): Promise<void> {
  await mkdir(dirname(file), { recursive: true })
  if (!existsSync(file)) await $`ssh-keygen -q -t ed25519 -N ${''} -C ${comment} -f ${file}`
}
