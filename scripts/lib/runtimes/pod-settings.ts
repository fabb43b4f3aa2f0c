import type { PodSettings, Runtime, RuntimeSettings } from './runtime.ts'

/** What the inventory says of pods for this runtime: dockershim and cri-dockerd share a section. */
export function podSettings(settings: RuntimeSettings, { id }: Pick<Runtime, 'id'>): PodSettings {
  if (id === 'containerd') return settings.containerd
  return (id === 'crio' ? settings.crio : settings.criDockerd) ?? {}
}
