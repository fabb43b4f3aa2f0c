import { parseContainerd } from './containerd.ts'
import type { ContainerdFacts } from './containerd.ts'
import { parseCriDockerd } from './cri-dockerd.ts'
import type { CriDockerdFacts } from './cri-dockerd.ts'
import { parseCrio } from './crio.ts'
import type { CrioFacts } from './crio.ts'
import { parseDocker } from './docker.ts'
import type { DockerFacts } from './docker.ts'
import { parseDockerd } from './dockerd.ts'
import type { DockerdFacts } from './dockerd.ts'
import { lines } from './text.ts'
import { parseFrames } from './frames.ts'
import { parseHost } from './host.ts'
import type { HostFacts } from './host.ts'
import { parseKubelet } from './kubelet.ts'
import type { KubeletFacts } from './kubelet.ts'
import { parseOpenTransaction } from './open-transaction.ts'
import type { OpenTransaction } from './open-transaction.ts'
import { parseObserved } from './observed.ts'
import { parseProxies } from './proxies.ts'
import type { Proxies } from './proxies.ts'
import type { Observed } from './observed.ts'

/** Everything that refit knows of a node, read in one round trip. */
export interface Facts {
  host: HostFacts
  kubelet: KubeletFacts | undefined
  docker: DockerFacts | undefined
  /** The Docker daemon that is installed, whether it answers or not. */
  dockerd: DockerdFacts | undefined
  containerd: ContainerdFacts | undefined
  /** What the environment of each daemon that runs says of proxies. */
  proxies: Proxies
  crio: CrioFacts | undefined
  criDockerd: CriDockerdFacts | undefined
  /** A transaction of refit that was left open, or is being worked on right now. */
  openTransaction: OpenTransaction | undefined
  hasCrictl: boolean
  /** Where programs are that a runtime needs beside it, of those that are there: conmon, crun, runc, skopeo. */
  programs: ReadonlyMap<string, string>
  /** The folder with the CNI plugins, as far as one was found. */
  cniPlugins: string | undefined
  cniConfigurations: string[]
  observed: Observed
}

/** Facts from what probe.sh printed. `now` is the controller's clock in milliseconds. Throws on garbage. */
export function parseFacts(output: string, now: number): Facts {
  const frames = parseFrames(output)
  const observed = parseObserved(frames)
  const host = parseHost(frames, now)
  return {
    host,
    kubelet: parseKubelet(frames, observed, host.hostname),
    docker: parseDocker(frames),
    dockerd: parseDockerd(frames),
    containerd: parseContainerd(frames),
    proxies: parseProxies(frames),
    crio: parseCrio(frames),
    criDockerd: parseCriDockerd(frames),
    openTransaction: parseOpenTransaction(frames),
    hasCrictl: frames.get('crictl')?.code === 0,
    programs: new Map(
      lines(frames.get('programs')).map(line => {
        const [name = '', path = ''] = line.split(' ')
        return [name, path]
      }),
    ),
    cniPlugins: lines(frames.get('cni-plugins'))[0],
    cniConfigurations: lines(frames.get('cni-configuration')),
    observed,
  }
}
