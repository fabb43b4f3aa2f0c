/** Where the facts of several checks are written down. */
export const sources = {
  affects:
    'https://kubernetes.io/docs/tasks/administer-cluster/migrating-from-dockershim/check-if-dockershim-removal-affects-you/',
  agents:
    'https://kubernetes.io/docs/tasks/administer-cluster/migrating-from-dockershim/migrating-telemetry-and-security-agents/',
  detector: 'https://github.com/aws-containers/kubectl-detector-for-docker-socket',
  logging: 'https://kubernetes.io/docs/concepts/cluster-administration/logging/',
  drain: 'https://kubernetes.io/docs/tasks/administer-cluster/safely-drain-node/',
  budgets: 'https://kubernetes.io/docs/tasks/run-application/configure-pdb/',
  images: 'https://kubernetes.io/docs/concepts/containers/images/',
  runtimeClass: 'https://kubernetes.io/docs/concepts/containers/runtime-class/',
  crioConfiguration: 'https://github.com/cri-o/cri-o/blob/main/docs/crio.conf.5.md',
} as const
