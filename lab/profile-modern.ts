import type { Profile } from './profile.ts'

/** The node of who is on Docker today: a current Kubernetes, and cri-dockerd between it and Docker. */
export const modern: Profile = {
  name: 'modern',
  title: 'Debian 13, Docker 26.1, Kubernetes 1.34.1 on cri-dockerd 0.4.3, containerd 1.7',
  debian: 'trixie',
  packages: ['docker.io', 'docker-cli', 'containerd', 'runc', 'containernetworking-plugins'],
  nodeCount: 2,
  store: 'docker',
  kubernetes: '1.34.1',
  generateOpenapi: false,
  etcdTag: '3.6.4-0',
  pauseTag: '3.10.1',
  kubeadmApi: 'kubeadm.k8s.io/v1beta4',
  criSocket: 'unix:///run/cri-dockerd.sock',
  kubelet: { cgroupDriver: 'cgroupfs', failSwapOn: false, failCgroupV1: false },
  binaries: { required: ['cri-dockerd'], optional: ['crictl'] },
  units: ['kubelet.service', 'cri-docker.socket', 'cri-docker.service'],
  wrapped: ['/usr/sbin/runc'],
  extraFolders: [],
  // Debian 13's systemd refuses cgroup v1 otherwise; where the machine has v2 it changes nothing.
  environment: { SYSTEMD_CGROUP_ENABLE_LEGACY_FORCE: '1' },
}
