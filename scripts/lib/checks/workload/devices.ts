import type { Check } from '../check.ts'
import { sources } from '../sources.ts'
import { hostPaths } from './host-paths.ts'
import type { Workload } from './workload.ts'

const device: Check<Workload> = {
  id: 'device',
  title: 'Needs a device of the node',
  severity: 'warning',
  about: 'workload',
  reads: 'resource limits such as nvidia.com/gpu',
  why: "Docker's own runtime for it (nvidia in daemon.json) is not the new runtime's: without one, or CDI, the container starts without its device.",
  fix: "Set the device's runtime up for the new runtime (nvidia-ctk runtime configure), and run one such pod on the first node.",
  sources: ['https://github.com/NVIDIA/k8s-device-plugin/issues/322'],
  run: ({ owner, spec, place }) =>
    spec.containers.flatMap(({ name, path, resources: { limits, requests } }) =>
      Object.keys({ ...requests, ...limits })
        .filter(resource => /^(?:nvidia|amd|gpu\.intel|habana|aliyun|tencent)\.(?:com|ai)\//u.test(resource))
        .map(resource => ({
          owner,
          place: place([...path, 'resources']),
          message: `The container ${name} asks for ${resource}.`,
        })),
    ),
}

const devicePlugin: Check<Workload> = {
  id: 'device-plugin',
  title: 'Is a device plugin',
  severity: 'warning',
  about: 'workload',
  reads: 'hostPath volumes of /var/lib/kubelet/device-plugins, and known images',
  why: 'A device plugin hands devices to containers through what the runtime offers: hooks, a runtime of its own, CDI. Each runtime is told of them in another place.',
  fix: 'Read what the plugin says of the new runtime, and set it up on the nodes with the change; the GPU operator does so by itself.',
  sources: ['https://kubernetes.io/docs/concepts/extend-kubernetes/compute-storage-net/device-plugins/'],
  run: workload =>
    hostPaths(workload)
      .filter(({ path }) => path === '/var/lib/kubelet/device-plugins')
      .map(({ at, volume }) => ({
        owner: workload.owner,
        place: workload.place(at),
        message: `The volume ${volume} is where device plugins speak with kubelet.`,
      })),
}

const runtimeClass: Check<Workload> = {
  id: 'runtime-class',
  title: 'Asks for a RuntimeClass',
  severity: 'warning',
  about: 'workload',
  reads: 'runtimeClassName of pods',
  why: 'Its handler has to be set up in the new runtime under the same name; a pod whose handler is not there does not start.',
  fix: "Set the handler up in the new runtime, or take runtimeClassName out where it only named Docker's own.",
  sources: [sources.runtimeClass],
  run: ({ owner, spec, place }) =>
    spec.runtimeClassName === ''
      ? []
      : [
          {
            owner,
            place: place(['runtimeClassName']),
            message: `It asks for the RuntimeClass ${spec.runtimeClassName}.`,
          },
        ],
}

/** What of the node's hardware and handlers a workload needs. */
export const deviceChecks: readonly Check<Workload>[] = [device, devicePlugin, runtimeClass]
