/** The file system that a folder is on, or would be. */
export interface Disk {
  /** Bytes that are free. */
  free: number
  /** Undefined where the file system does not count them. */
  freeInodes: number | undefined
  mountPoint: string
}

export interface DiskSurvey {
  /** By folder. */
  disks: Map<string, Disk>
  /** Lines of /etc/fstab that mount a folder of a runtime, by mount point. */
  fstab: Map<string, number>
}

/** What survey.sh tells of disks. */
export function parseDisks(lines: readonly string[]): DiskSurvey {
  const disks = new Map<string, Disk>()
  const fstab = new Map<string, number>()
  for (const [kind, folder = '', value = '', mountPoint = ''] of lines.map(line => line.split(' '))) {
    const disk = disks.get(folder)
    if (kind === 'bytes')
      disks.set(folder, { free: (Number(value) || 0) * 1024, freeInodes: undefined, mountPoint })
    if (kind === 'inodes' && disk !== undefined)
      disk.freeInodes = Number(value) > 0 ? Number(value) : undefined
    if (kind === 'fstab') fstab.set(folder, Number(value) || 0)
  }
  return { disks, fstab }
}
