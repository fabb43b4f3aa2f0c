export const daemonFile = '/etc/docker/daemon.json'
export const dockerCertificates = '/etc/docker/certs.d'

/** The logins of whoever calls docker as root: kubelet looks there only where it is given root's home. */
export const dockerLogins = '/root/.docker/config.json'

/** Files that hold flags of dockerd on some systems. */
export const dockerFlagFiles = [
  '/etc/default/docker',
  '/etc/sysconfig/docker',
  '/etc/sysconfig/docker-network',
  '/etc/sysconfig/docker-storage',
] as const
