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

/** Where Docker's unit stands on most systems; where it stands on this one is known only when it has been asked. */
export const dockerUnitFiles = [
  '/etc/systemd/system/docker.service',
  '/usr/lib/systemd/system/docker.service',
  '/lib/systemd/system/docker.service',
] as const
