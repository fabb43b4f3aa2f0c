import { readFileSync } from 'node:fs'
import { scanManifest } from '../../../scripts/lib/checks/manifests/scan.ts'
import type { Scanned } from '../../../scripts/lib/checks/manifests/scan.ts'

/** What the checks find in the text of a manifest. */
export function scanText(
  text: string,
  { to = 'containerd', isTemplate = false, file = 'x.yaml' } = {},
): Scanned {
  return scanManifest({ file, isTemplate, text }, { only: new Set(), skip: new Set() }, to)
}

/** The same for a file. */
export function scanFile(file: string, to = 'containerd'): Scanned {
  return scanText(readFileSync(file, 'utf8'), { to, file })
}
