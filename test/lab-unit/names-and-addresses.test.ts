import { BlockList, isIPv4 } from 'node:net'
import test from 'ava'
import fc from 'fast-check'
import { freeIndex, labNetwork, maximumLabs, maximumNodes, nodePlace } from '../../lab/names-and-addresses.ts'

const index = fc.integer({ min: 0, max: maximumLabs - 1 })
const number = fc.integer({ min: 1, max: maximumNodes })

function holds(range: string, address: string): boolean {
  const [network = '', bits] = range.split('/')
  const list = new BlockList()
  list.addSubnet(network, Number(bits))
  return list.check(address)
}

const rangesOf = (lab: number) => {
  const { nodeSubnet, podSubnet, serviceSubnet } = labNetwork(lab)
  return [nodeSubnet, podSubnet, serviceSubnet]
}

test('Every address of every lab is in the range for test networks', t => {
  fc.assert(
    fc.property(index, number, (lab, node) => {
      const { address, podGateway } = nodePlace(lab, node)
      const addresses = [labNetwork(lab).hostAddress, address, podGateway]
      return addresses.every(each => isIPv4(each) && holds('198.18.0.0/15', each))
    }),
  )
  t.pass()
})

test('A node is in the node range of its lab, its pods in the pod range, and in no range of another lab', t => {
  fc.assert(
    fc.property(index, number, index, (lab, node, other) => {
      const { address, podGateway } = nodePlace(lab, node)
      const [nodes = '', pods = '', services = ''] = rangesOf(lab)
      t.true(holds(nodes, address) && holds(pods, podGateway) && !holds(services, podGateway))
      if (other !== lab)
        t.false(rangesOf(other).some(range => holds(range, address) || holds(range, podGateway)))
    }),
  )
})

test('No two nodes of a lab share an address, a pod range or a name on the host', t => {
  const places = Array.from({ length: maximumNodes }, (_, k) => nodePlace(3, k + 1))
  for (const key of ['name', 'address', 'podSubnet', 'machine', 'hardwareAddress'] as const)
    t.is(new Set(places.map(place => place[key])).size, maximumNodes)
})

test('Interface names fit into the 15 characters that Linux has for them', t => {
  t.true(nodePlace(maximumLabs - 1, maximumNodes).machine.length <= 15)
})

test('The pod ranges of the nodes are the ones that the controller manager gives, in order', t => {
  t.deepEqual(
    [1, 2, 5, 6].map(node => nodePlace(1, node).podSubnet),
    ['198.19.16.0/26', '198.19.16.64/26', '198.19.17.0/26', '198.19.17.64/26'],
  )
})

test('The first node is the control plane', t => {
  t.deepEqual(
    [1, 2, 3].map(node => nodePlace(0, node).role),
    ['control-plane', 'worker', 'worker'],
  )
})

test('A lab takes the lowest free place, and none where all are taken', t => {
  t.is(freeIndex(new Set()), 0)
  t.is(freeIndex(new Set([0, 1, 3])), 2)
  t.is(freeIndex(new Set(Array.from({ length: maximumLabs }, (_, k) => k))), undefined)
})

test('There is no lab and no node outside of the range', t => {
  for (const wrong of [-1, 1.5, maximumLabs]) t.throws(() => labNetwork(wrong), { instanceOf: RangeError })
  for (const wrong of [0, 1.5, maximumNodes + 1])
    t.throws(() => nodePlace(0, wrong), { instanceOf: RangeError })
})
