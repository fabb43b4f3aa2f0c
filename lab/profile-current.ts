import type { Profile } from './profile.ts'

/** The node that has left Docker and has to leave containerd 1.7: Kubernetes 1.36 no longer supports it. */
export const current: Profile = {
  name: 'current',
  title: 'Debian 13, Kubernetes 1.36.3 on containerd 1.7',
  debian: 'trixie',
  packages: ['containerd', 'runc', 'containernetworking-plugins'],
  nodeCount: 1,
  store: 'containerd',
  kubernetes: '1.36.3',
  generateOpenapi: false,
  etcdTag: '3.6.8-0',
  pauseTag: '3.10.2',
  kubeadmApi: 'kubeadm.k8s.io/v1beta4',
  criSocket: 'unix:///run/containerd/containerd.sock',
  kubelet: { cgroupDriver: 'cgroupfs', failSwapOn: false, failCgroupV1: false },
  binaries: { required: [], optional: ['crictl'] },
  units: ['kubelet.service'],
  wrapped: ['/usr/sbin/runc'],
  extraFolders: [],
  environment: { SYSTEMD_CGROUP_ENABLE_LEGACY_FORCE: '1' },
}
