import type { KubeletWiring } from '../kubelet/wiring.ts'
import type { CarriedSettings } from './carried.ts'

/**
 * Log rotation as keys of KubeletConfiguration, for runtimes whose logs kubelet rotates: all but Docker. kubelet takes
 * "10m" for ten thousandths of a byte, and keeps two files at least (container_log_manager.go), so a size is written
 * in bytes or in decimal "M", and one file becomes two.
 */
export function logConfiguration({ logs }: CarriedSettings): KubeletWiring['configuration'] {
  if (logs === undefined) return {}
  const { size, files } = logs.value
  return {
    ...(size === undefined ? {} : { containerLogMaxSize: quantity(size) }),
    ...(files === undefined ? {} : { containerLogMaxFiles: Math.max(2, files) }),
  }
}

/** Why a plan changes kubelet's log rotation. */
export function logReasons({ logs }: CarriedSettings): string[] {
  if (logs === undefined) return []
  const { value, source } = logs
  const least = value.files === 1 ? ['one log file becomes two: kubelet keeps no fewer'] : []
  return [`log rotation from ${source}`, ...least]
}

/** Bytes as Docker and kubelet both take them, decimal: 10,000,000 is "10M", which Docker writes "10m". */
function quantity(bytes: number): string {
  if (bytes % 1_000_000 === 0) return `${bytes / 1_000_000}M`
  if (bytes % 1024 ** 2 === 0) return `${bytes / 1024 ** 2}Mi`
  return String(bytes)
}
