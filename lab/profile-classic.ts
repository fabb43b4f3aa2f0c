import type { Profile } from './profile.ts'

/** The node that this project began with: the last Kubernetes that brought its own way to Docker. */
export const classic: Profile = {
  name: 'classic',
  title: 'Debian 12, Docker 20.10, Kubernetes 1.23.17 on dockershim, containerd 1.6',
  debian: 'bookworm',
  packages: ['docker.io', 'containerd', 'runc', 'containernetworking-plugins'],
  nodeCount: 2,
  store: 'docker',
  kubernetes: '1.23.17',
  generateOpenapi: true,
  etcdTag: '3.5.0-0',
  pauseTag: '3.6',
  kubeadmApi: 'kubeadm.k8s.io/v1beta3',
  criSocket: '/var/run/dockershim.sock',
  kubelet: { cgroupDriver: 'cgroupfs', failSwapOn: false },
  binaries: { required: [], optional: ['crictl'] },
  units: ['kubelet.service'],
  wrapped: ['/usr/sbin/runc'],
  extraFolders: [],
  environment: {},
}
