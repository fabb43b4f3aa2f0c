import { join, relative, resolve } from 'node:path'
import type { Settings } from './settings.ts'

/** Makes the paths of settings absolute: `~` is `home`, and what is relative starts at `folder`. */
export function resolvePaths(settings: Settings, folder: string, home: string): Settings {
  const absolute = (path: string): string => resolve(folder, expandHome(path, home))
  const resolved = { ...settings, cluster: { ...settings.cluster }, containerd: { ...settings.containerd } }
  for (const key of ['identityFile', 'sshConfig', 'knownHosts', 'templates'] as const) {
    const path = settings[key]
    if (typeof path === 'string') resolved[key] = absolute(path)
  }
  const { kubeconfig, kubectl } = settings.cluster
  if (kubeconfig !== undefined) resolved.cluster.kubeconfig = absolute(kubeconfig)
  // Without a slash it is a name to be looked up in PATH.
  if (kubectl.includes('/')) resolved.cluster.kubectl = absolute(kubectl)
  if (settings.sudoPassword && 'file' in settings.sudoPassword) {
    resolved.sudoPassword = { file: absolute(settings.sudoPassword.file) }
  }
  const { install } = settings.containerd
  if (install !== undefined && 'archive' in install)
    resolved.containerd.install = { ...install, archive: absolute(install.archive) }
  return resolved
}

export const expandHome = (path: string, home: string): string =>
  path === '~' || path.startsWith('~/') ? join(home, path.slice(1)) : path

/** How a path is shown: what is below the working directory as from there. */
export function fromHere(path: string, cwd: string): string {
  const below = relative(cwd, path)
  return below === '' || below.startsWith('..') ? path : below
}
