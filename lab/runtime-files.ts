import type { Lab } from './lab.ts'
import { profiles } from './profile.ts'
import { registryLogin } from './registries.ts'
import { registryAuthority } from './registry-identity.ts'

/** What an operator has told the runtime of a node, as files: contents by path, without the leading slash. */
export async function runtimeFiles(lab: Lab): Promise<Record<string, string>> {
  const authority = await registryAuthority(lab)
  if (profiles[lab.profile].store === 'containerd')
    return {
      'etc/containerd/config.toml': containerdSettings(lab),
      [authorityFile]: authority,
    }
  return {
    'etc/docker/daemon.json': `${JSON.stringify(dockerSettings(lab), null, 2)}\n`,
    [`etc/docker/certs.d/${lab.registries.login}/ca.crt`]: authority,
  }
}

/** Docker's config.json as kubelet reads it from its own folder: logins that every runtime is handed with a pull. */
export function registryLogins({ registries }: Lab): object {
  const auth = Buffer.from(`${registryLogin.user}:${registryLogin.password}`).toString('base64')
  return { auths: { [registries.login]: { auth } } }
}

function dockerSettings({ network, registries }: Lab): object {
  return {
    bip: network.dockerBridgeAddress,
    'default-ulimits': { nofile: { Name: 'nofile', Soft: 4096, Hard: 8192 } },
    'exec-opts': ['native.cgroupdriver=cgroupfs'],
    'insecure-registries': [registries.insecure],
    'log-driver': 'json-file',
    'log-opts': { 'max-size': '10m', 'max-file': '3' },
    'registry-mirrors': [`http://${registries.mirror}`],
  }
}

const authorityFile = 'etc/containerd/registry-ca.crt'

/** A configuration as nodes have had it since containerd 1.5, registries and all. 2.x ignores most of it in silence. */
function containerdSettings({ profile, registries }: Lab): string {
  const cri = 'plugins."io.containerd.grpc.v1.cri"'
  return `version = 2

[${cri}]
  sandbox_image = "registry.k8s.io/pause:${profiles[profile].pauseTag}"

  [${cri}.cni]
    bin_dir = "/usr/lib/cni"
    conf_dir = "/etc/cni/net.d"

  [${cri}.containerd]
    default_runtime_name = "runc"

    [${cri}.containerd.runtimes.runc]
      runtime_type = "io.containerd.runc.v2"

      [${cri}.containerd.runtimes.runc.options]
        SystemdCgroup = false

  [${cri}.registry.mirrors."docker.io"]
    endpoint = ["http://${registries.mirror}"]

  [${cri}.registry.mirrors."${registries.insecure}"]
    endpoint = ["http://${registries.insecure}"]

  [${cri}.registry.configs."${registries.login}".tls]
    ca_file = "/${authorityFile}"
`
}
