import { configurationChecks } from '../configuration/checks.ts'
import { findings } from '../reported.ts'
import type { Reported } from '../reported.ts'
import { selected } from '../select.ts'
import type { Selection } from '../select.ts'
import type { Unread } from '../unread.ts'
import { workloadChecks } from '../workload/checks.ts'
import { readManifest } from './manifests.ts'
import type { ManifestText } from './manifests.ts'

/** What the checks say of one file. */
export interface Scanned {
  found: Reported[]
  owners: string[]
  unread: Unread[]
}

/** Runs the checks that are selected on the text of a manifest. */
export function scanManifest(manifest: ManifestText, selection: Selection, to: string): Scanned {
  const found = findings()
  const owners = new Set<string>()
  const unread: Unread[] = []
  const ofWorkload = selected(workloadChecks, selection, to)
  const ofText = selected(configurationChecks, selection, to)
  readManifest(manifest, {
    workload: workload => {
      owners.add(workload.owner)
      found.run(ofWorkload, workload)
    },
    configuration: configuration => {
      found.run(ofText, configuration)
    },
    unread: one => unread.push(one),
  })
  return { found: found.all(), owners: [...owners], unread }
}
