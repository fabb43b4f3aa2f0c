import { parseFlags } from '../facts/kubelet.ts'
import { fullImageName } from './image-name.ts'
import type { RuntimeContext } from './runtime.ts'

/**
 * The image that holds a pod's namespaces, and where its name comes from. A node whose runtime has to pull its
 * own default is Ready and starts no pod, so it is the one that the node has.
 */
export function sandboxImage({ facts, settings }: Pick<RuntimeContext, 'facts' | 'settings'>): {
  image: string
  reasons: string[]
} {
  const { sandboxImage: wanted } = settings.containerd
  if (wanted !== undefined) return from(wanted, 'the inventory')
  const configured = configuredImage(facts)
  if (configured !== undefined) return from(configured, 'the configuration that containerd runs with')
  const flag = parseFlags(facts.kubelet?.arguments ?? []).get('pod-infra-container-image')
  const running = facts.docker?.containers.find(({ sandbox, pod }) => sandbox && pod !== '')?.image
  // Docker names the image of a container by its id once the tag has moved to another one.
  const used = running?.startsWith('sha256:') === true ? tagOf(running, facts.docker?.images ?? []) : running
  if (used !== undefined) return from(used, 'the pods that run on the node')
  if (flag !== undefined) return from(flag, "kubelet's --pod-infra-container-image")
  return from('registry.k8s.io/pause:3.9', 'a default: no pod runs on the node, and kubelet names none')
}

// On a node that runs containerd already: `sandbox_image` up to 1.7, `sandbox` among the pinned images of 2.x.
function configuredImage({ kubelet, observed }: RuntimeContext['facts']): string | undefined {
  if (kubelet?.endpoint?.endsWith('/containerd.sock') !== true) return undefined
  const text = observed.files.get('/etc/containerd/config.toml')?.content ?? ''
  return /^\s*sandbox(?:_image)?\s*=\s*["']([^"']+)["']/mu.exec(text)?.[1]
}

function from(name: string, source: string): { image: string; reasons: string[] } {
  const image = fullImageName(name)
  return { image, reasons: [`sandbox image ${image} from ${source}`] }
}

function tagOf(id: string, images: readonly { id: string; tags: string[] }[]): string | undefined {
  return images.find(image => image.id === id)?.tags[0]
}
