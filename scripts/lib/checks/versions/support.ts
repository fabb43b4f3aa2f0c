import type { Check, Finding } from '../check.ts'
import type { NodeSubject } from '../node/subject.ts'
import { support } from './support-data.ts'
import type { Support } from './support-data.ts'

/** What is no longer mended by those who make it. */
export const supportEnded: Check<NodeSubject> = {
  id: 'support-ended',
  title: 'A version is out of support, or will be',
  severity: 'warning',
  about: 'version',
  reads:
    'the versions of kubelet, of the runtime that the node has, of the one that it is to get, and of its system',
  why: 'Nobody mends it any more, holes included. A date that is to come is a note.',
  fix: 'Plan the upgrade. Leave Docker first where the next Kubernetes has no way to it.',
  sources: [...new Set(support.map(({ source }) => source))],
  run: subject => productsOf(subject).flatMap(product => ended(subject, product)),
}

interface Product {
  product: string
  version: string
  name: string
}

// Of the runtimes those that the node runs or will run; Docker's containerd is Docker's affair.
function productsOf({ facts, survey, current, target }: NodeSubject): Product[] {
  const used = new Set([...(current?.daemons ?? []), ...target.daemons])
  const installed: Product[] = [
    { product: 'Kubernetes', version: facts.kubelet?.version ?? '', name: 'Kubernetes' },
    ...(used.has('docker')
      ? [{ product: 'Docker', version: facts.docker?.version ?? '', name: 'Docker' }]
      : []),
    ...(used.has('containerd')
      ? [{ product: 'containerd', version: facts.containerd?.version ?? '', name: 'containerd' }]
      : []),
    ...(used.has('crio') ? [{ product: 'CRI-O', version: survey.crio ?? '', name: 'CRI-O' }] : []),
    { product: survey.system.id, version: survey.system.version, name: survey.system.name },
  ]
  return installed.filter(({ version }) => version !== '')
}

function ended({ host, now }: NodeSubject, { product, version, name }: Product): Finding[] {
  const row = support.find(candidate => candidate.product === product && isOf(version, candidate))
  if (row === undefined) return []
  const isOver = now > Date.parse(`${row.ends}T23:59:59Z`)
  const what = name.includes(version) ? name : `${name} ${version}`
  return [
    {
      owner: host,
      place: { host },
      ...(isOver ? {} : { severity: 'note' as const }),
      message: `${what} ${isOver ? 'is out of support since' : 'is supported until'} ${row.ends}.`,
      ...(isOver ? {} : { fix: `Nothing now; plan for ${row.ends}.` }),
    },
  ]
}

// "1.2" is not of "1.23", and a node of CentOS 7.9 says "7".
function isOf(version: string, { release }: Support): boolean {
  return version === release || version.startsWith(`${release}.`)
}
