import test from 'ava'
import { initDocuments, joinDocument } from '../../lab/kubeadm-config.ts'
import { describeLab } from '../../lab/lab.ts'
import type { LabRecord } from '../../lab/lab.ts'

const record: LabRecord = {
  name: 'lab',
  index: 1,
  profile: 'classic',
  nodeCount: 2,
  extras: [],
  inventories: ['/lab.yaml'],
  layers: [],
  kubernetes: '',
  registryProgram: '',
  images: '',
  artifacts: {},
}
const classic = describeLab(record, '/state')
const modern = describeLab({ ...record, profile: 'modern' }, '/state')

test('kubeadm of 1.23 gets its arguments as a map, and dockershim as the socket', t => {
  const [init, cluster, kubelet] = initDocuments(classic, classic.nodes[0] ?? t.fail('no node'))
  t.like(init, {
    apiVersion: 'kubeadm.k8s.io/v1beta3',
    localAPIEndpoint: { advertiseAddress: '198.18.1.11' },
    nodeRegistration: { criSocket: '/var/run/dockershim.sock', imagePullPolicy: 'Never' },
  })
  t.like(cluster, {
    kubernetesVersion: 'v1.23.17',
    networking: { podSubnet: '198.19.16.0/21', serviceSubnet: '198.19.24.0/21' },
    controllerManager: { extraArgs: { 'node-cidr-mask-size': '26' } },
  })
  t.like(kubelet, {
    cgroupDriver: 'cgroupfs',
    failSwapOn: false,
    evictionHard: { 'imagefs.available': '0%' },
  })
})

test('kubeadm of 1.34 gets them as a list, and cri-dockerd as the socket', t => {
  const [init, cluster] = initDocuments(modern, modern.nodes[0] ?? t.fail('no node'))
  t.like(init, { nodeRegistration: { criSocket: 'unix:///run/cri-dockerd.sock' } })
  t.like(cluster, { controllerManager: { extraArgs: [{ name: 'node-cidr-mask-size', value: '26' }] } })
})

test('The join command of the control plane becomes a configuration', t => {
  const line =
    'kubeadm join 198.18.1.11:6443 --token abcdef.0123456789abcdef --discovery-token-ca-cert-hash sha256:0a1b \n'
  t.like(joinDocument(classic, line), {
    kind: 'JoinConfiguration',
    discovery: {
      bootstrapToken: {
        apiServerEndpoint: '198.18.1.11:6443',
        token: 'abcdef.0123456789abcdef',
        caCertHashes: ['sha256:0a1b'],
      },
    },
  })
})

test('Anything else that kubeadm prints is no join command', t => {
  t.throws(() => joinDocument(classic, 'timed out'), {
    message: 'kubeadm printed no join command but: timed out',
  })
})
