import { z } from 'zod'
import type { LogSettings } from './carried.ts'
import { carried, lostNote } from './docker-key.ts'
import type { DockerKey, Said } from './docker-key.ts'
import type { Contribution } from './merge.ts'

/** Where the logs of containers go. */
export const logKeys: readonly DockerKey[] = [
  carried({
    key: 'log-driver',
    containerd:
      '`json-file` and `local`: kubelet rotates what the runtime writes. Any other driver is lost: collect logs from /var/log/pods.',
    crio: 'As for containerd; `log_to_journald` of CRI-O writes to the journal besides.',
    type: z.string(),
    to: (driver, said) => {
      if (['json-file', 'none', ''].includes(driver)) return {}
      // Its own defaults (moby, daemon/logger/local).
      if (driver === 'local') return { logs: { value: { size: 20e6, files: 5 }, source: said.source } }
      const why = `no runtime but Docker writes logs to ${driver}`
      return {
        lost: [lostNote(said, why, { fix: 'Let an agent on the node collect them from /var/log/pods.' })],
      }
    },
    source: 'kubernetes.io, concepts/cluster-administration/logging',
  }),
  carried({
    key: 'log-opts',
    flag: 'log-opt',
    form: 'pairs',
    containerd:
      '`max-size` and `max-file`: `containerLogMaxSize` and `containerLogMaxFiles` of kubelet, in decimal units, two files at least. `compress`: kubelet always does. Others are lost.',
    crio: 'As for containerd: kubelet rotates for it too.',
    type: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()]).transform(String)),
    to: options,
    source: 'kubernetes/kubernetes pkg/kubelet/logs; moby daemon/logger/jsonfilelog',
  }),
]

function options(given: Record<string, string>, said: Said): Contribution {
  const { 'max-size': size, 'max-file': files, ...others } = given
  const value: LogSettings = { ...sizeOf(size), ...filesOf(size, files) }
  const lost = Object.keys(others).filter(name => !dockersOwn.has(name))
  const fix = 'Take labels and names of pods from Kubernetes in the log agent.'
  return {
    ...(Object.keys(value).length === 0 ? {} : { logs: { value, source: said.source } }),
    lost: lost.map(name =>
      lostNote({ source: `${name} in ${said.source}` }, "kubelet's logs are plain lines without options", {
        fix,
      }),
    ),
  }
}

// How Docker buffers and compresses: kubelet compresses what it rotates, always.
const dockersOwn = new Set(['compress', 'mode', 'max-buffer-size'])

function sizeOf(text: string | undefined): Pick<LogSettings, 'size'> {
  const size = text === undefined ? undefined : bytesOf(text)
  return size === undefined ? {} : { size }
}

// Without max-size Docker never rotates, and with it alone it keeps one file.
function filesOf(size: string | undefined, files: string | undefined): Pick<LogSettings, 'files'> {
  if (size === undefined || bytesOf(size) === undefined) return {}
  const count = Number(files ?? 1)
  return Number.isInteger(count) && count > 0 ? { files: count } : {}
}

/** Docker's sizes, which are decimal whatever their letters: "10m" and "10MiB" are 10,000,000 (docker/go-units). */
export function bytesOf(text: string): number | undefined {
  const [, digits, letter = ''] = /^(\d+(?:\.\d+)?) ?([kmgtp])?i?b?$/iu.exec(text.trim()) ?? []
  if (digits === undefined) return undefined
  const bytes = Math.floor(Number(digits) * 1000 ** ' kmgtp'.indexOf(letter.toLowerCase() || ' '))
  return bytes > 0 ? bytes : undefined
}
