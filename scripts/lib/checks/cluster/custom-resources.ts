import type { Kubectl } from '../../cluster/kubectl.ts'
import { messageOf } from '../../errors.ts'
import { flag, list, object, text } from '../loose.ts'
import type { Unread } from '../unread.ts'
import { pages } from './pages.ts'

const definition = object({
  spec: object({
    group: text,
    names: object({ plural: text }),
    versions: list(object({ name: text, served: flag, storage: flag })),
  }),
})

/** The lists of those custom resources that run pods, or say how machines join or what alerts select. */
export async function customResources(
  kubectl: Kubectl,
  unread: (unread: Unread) => void,
): Promise<{ path: string; embedsPods: boolean }[]> {
  const found: { path: string; embedsPods: boolean }[] = []
  try {
    for await (const items of pages(kubectl, '/apis/apiextensions.k8s.io/v1/customresourcedefinitions', 10)) {
      for (const item of items) {
        const { group, names, versions } = definition.parse(item).spec
        const version =
          versions.find(({ served, storage }) => served && storage) ?? versions.find(({ served }) => served)
        const embedsPods = podWords.test(JSON.stringify(item))
        if (version === undefined || !(embedsPods || configured.has(names.plural))) continue
        found.push({ path: `/apis/${group}/${version.name}/${names.plural}`, embedsPods })
      }
    }
  } catch (error) {
    unread({ subject: 'custom resource definitions', message: messageOf(error), expected: false })
  }
  return found
}

/** In the schema of what holds a pod's spec, or may hold anything. */
const podWords =
  /"(?:containers|hostPath|podTemplate|podSpec|steps)":\{|"x-kubernetes-preserve-unknown-fields":true/u
const configured = new Set([
  'prometheusrules',
  'kubeadmconfigs',
  'kubeadmconfigtemplates',
  'kubeadmcontrolplanes',
  'machinedeployments',
])
