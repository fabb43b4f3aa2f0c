import { parse } from 'yaml'
import { z } from 'zod'
import type { Facts } from '../facts/facts.ts'
import { parseFlags } from '../facts/kubelet.ts'
import type { LogSettings } from './carried.ts'
import type { Contribution } from './merge.ts'

/** How kubelet rotates the logs of containers, where it was told; Docker, which rotates its own, is told the same. */
export function logsOfKubelet({ kubelet, observed }: Facts): Contribution {
  if (kubelet === undefined) return {}
  const flags = parseFlags(kubelet.arguments)
  const file = configurationOf(observed.files.get(kubelet.configurationFile)?.content ?? '')
  const size = bytesOf(flags.get('container-log-max-size') ?? file.containerLogMaxSize ?? '')
  const files = Number(flags.get('container-log-max-files') ?? file.containerLogMaxFiles)
  const value: LogSettings = { ...(size === undefined ? {} : { size }), ...(files > 0 ? { files } : {}) }
  if (Object.keys(value).length === 0) return {}
  return { logs: { value, source: "kubelet's log rotation" } }
}

/** Bytes of a quantity of Kubernetes: "10Mi", "10M", "10485760". */
export function bytesOf(quantity: string): number | undefined {
  const [, digits, unit = ''] = /^(\d+)([kKMGT]i?)?$/u.exec(quantity) ?? []
  if (digits === undefined) return undefined
  const power = ' KMGT'.indexOf(unit.slice(0, 1).toUpperCase() || ' ')
  return Number(digits) * (unit.endsWith('i') ? 1024 : 1000) ** power
}

const configuration = z.object({
  containerLogMaxSize: z.coerce.string().optional().catch(undefined),
  containerLogMaxFiles: z.number().optional().catch(undefined),
})

function configurationOf(text: string): z.infer<typeof configuration> {
  try {
    return configuration.parse(parse(text) ?? {})
  } catch {
    return {}
  }
}
