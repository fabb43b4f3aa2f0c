import type { Facts } from '../facts/facts.ts'
import { parseFlags } from '../facts/kubelet.ts'
import { fullImageName } from './image-name.ts'
import type { RuntimeContext } from './runtime.ts'
import { podSettings } from './pod-settings.ts'

/**
 * The image that holds a pod's namespaces, and where its name comes from. A node whose runtime has to pull its
 * own default is Ready and starts no pod, so it is the one that the node has.
 */
export function sandboxImage({
  facts,
  settings,
  target,
}: Pick<RuntimeContext, 'facts' | 'settings'> & { target: Pick<RuntimeContext['target'], 'id'> }): {
  image: string
  reasons: string[]
} {
  const wanted = podSettings(settings, target).sandboxImage
  if (wanted !== undefined) return from(wanted, 'the inventory')
  const { image, source } = presentImage(facts)
  if (image !== undefined) return from(image, source)
  const flag = parseFlags(facts.kubelet?.arguments ?? []).get('pod-infra-container-image')
  if (flag !== undefined) return from(flag, "kubelet's --pod-infra-container-image")
  return from('registry.k8s.io/pause:3.9', 'a default: no pod runs on the node, and kubelet names none')
}

// What the runtime says that kubelet uses now. Docker may have containers of an earlier life.
function presentImage(facts: Facts): { image: string | undefined; source: string } {
  const { kubelet, containerd, crio } = facts
  const endpoint = kubelet?.endpoint ?? ''
  if (endpoint.endsWith('/containerd.sock')) {
    const configured = containerdsImage(facts)
    if (configured !== undefined)
      return { image: configured, source: 'the configuration that containerd runs with' }
    const image = containerd?.sandboxImage
    return { image: isId(image) ? undefined : image, source: 'the pods that run on the node' }
  }
  if (endpoint.endsWith('/crio.sock'))
    return { image: crio?.pauseImage, source: 'the configuration that CRI-O runs with' }
  return { image: dockersImage(facts), source: 'the pods that run on the node' }
}

// `sandbox_image` up to 1.7, `sandbox` among the pinned images of 2.x.
function containerdsImage({ observed }: Facts): string | undefined {
  const text = observed.files.get('/etc/containerd/config.toml')?.content ?? ''
  return /^\s*sandbox(?:_image)?\s*=\s*["']([^"']+)["']/mu.exec(text)?.[1]
}

// Docker names the image of a container by its id once the tag has moved to another one.
function dockersImage({ docker }: Facts): string | undefined {
  const running = docker?.containers.find(({ sandbox, pod }) => sandbox && pod !== '')?.image
  return isId(running) ? docker?.images.find(({ id }) => id === running)?.tags[0] : running
}

function isId(image: string | undefined): boolean {
  return image?.startsWith('sha256:') === true
}

function from(name: string, source: string): { image: string; reasons: string[] } {
  const image = fullImageName(name)
  return { image, reasons: [`sandbox image ${image} from ${source}`] }
}
