import { existsSync } from 'node:fs'
import { $ } from './shell.ts'
import type { Lab, LabNode } from './lab.ts'

/** Makes the lab's bridge, if it is not there. The machine itself has one address on it, and forwards nothing. */
export async function makeBridge({ network }: Lab): Promise<void> {
  const { bridge, hostAddress } = network
  if (!existsSync(`/sys/class/net/${bridge}`)) await $`ip link add ${bridge} type bridge`
  await $`ip address replace ${hostAddress}/24 dev ${bridge} && ip link set ${bridge} up`
}

/**
 * Gives a node a fresh network namespace: what pods and iptables left in the one before is gone, as after a real
 * reboot. Routes lead to the other nodes' pods and nowhere else; there is no way out of the lab.
 */
export async function makeNodeNetwork(lab: Lab, node: LabNode): Promise<void> {
  const { machine } = node
  await removeNodeNetwork(node)
  await $`ip netns add ${machine}`
  await $`ip link add ${machine} type veth peer name eth0 address ${node.hardwareAddress} netns ${machine}`
  await $`ip link set ${machine} master ${lab.network.bridge} up`
  const inside = $({ prefix: `set -euo pipefail; ip() { command ip -n ${machine} "$@"; };` })
  await inside`ip link set lo up; ip address add ${node.address}/24 dev eth0; ip link set eth0 up`
  for (const other of lab.nodes.filter(({ name }) => name !== node.name))
    await inside`ip route add ${other.podSubnet} via ${other.address}`
}

export async function removeNodeNetwork({ machine }: LabNode): Promise<void> {
  if (existsSync(`/sys/class/net/${machine}`)) await $`ip link delete ${machine}`
  if (existsSync(`/run/netns/${machine}`)) await $`ip netns delete ${machine}`
}

export async function removeBridge({ network }: Lab): Promise<void> {
  if (existsSync(`/sys/class/net/${network.bridge}`)) await $`ip link delete ${network.bridge}`
}
