import type { Host } from '../inventory/inventory.ts'
import type { Target } from '../ssh/target.ts'

/** How a host of the inventory is reached. The password is asked for only if sudo asks. */
export function targetOf(host: Host, readPassword: (host: Host) => Target['sudoPassword']): Target {
  const { name, address, settings } = host
  const {
    user,
    port,
    identityFile,
    agent,
    sshConfig,
    proxyJump,
    knownHosts,
    hostKeys,
    connectTimeout,
    sudo,
  } = settings
  return {
    host: name,
    address,
    port,
    user,
    identityFile,
    agent,
    sshConfig,
    proxyJump,
    knownHosts,
    hostKeys,
    connectTimeout,
    sudo,
    sudoPassword: readPassword(host),
  }
}
