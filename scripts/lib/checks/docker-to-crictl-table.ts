/** What replaces one command of the Docker CLI on a node. A command is missing where nothing does the same. */
export interface Replacement {
  /** With every CRI runtime. */
  any?: string
  /** Where containerd has a better one, or CRI has none. */
  containerd?: string
  crio?: string
  /** Options that may stay as they are. */
  options?: readonly string[]
  remark?: string
}

const build = 'build in a pod with BuildKit (buildctl), Buildah or kaniko, and push to a registry'
const outside =
  'what does not belong to Kubernetes is run by nerdctl or Podman beside it, or becomes a workload of the cluster'
const kubelets =
  'kubelet decides what runs: it starts again what is stopped, and removes what it did not make'
const cniOwns = 'networks of pods belong to CNI'

/**
 * By Docker's command. The commands of crictl and their options are those of cri-tools 1.34 (`crictl COMMAND --help`,
 * docs/crictl.md of kubernetes-sigs/cri-tools), the way from docker to crictl is the one of
 * https://kubernetes.io/docs/reference/tools/map-crictl-dockercli/.
 */
export const replacements: ReadonlyMap<string, Replacement> = new Map<string, Replacement>([
  ['attach', { any: 'crictl attach' }],
  ['exec', { any: 'crictl exec', options: ['-i', '-t', '-it', '-ti', '--interactive', '--tty'] }],
  ['images', { any: 'crictl images', options: ['-q', '--quiet', '--digests', '--no-trunc'] }],
  ['info', { any: 'crictl info' }],
  [
    'inspect',
    {
      any: 'crictl inspect',
      remark: '`crictl inspecti` for an image, `crictl inspectp` for a pod; the JSON has another shape',
    },
  ],
  [
    'logs',
    {
      any: 'crictl logs',
      options: ['-f', '--follow', '-t', '--timestamps'],
      remark: '`kubectl logs` needs no access to the node',
    },
  ],
  ['port', { any: 'crictl inspectp' }],
  [
    'ps',
    {
      any: 'crictl ps',
      options: ['-a', '--all', '-q', '--quiet', '-aq', '-qa', '--no-trunc', '-l', '--latest'],
      remark: 'it lists the containers of pods only; the pods themselves are in `crictl pods`',
    },
  ],
  ['pull', { any: 'crictl pull' }],
  ['rmi', { any: 'crictl rmi' }],
  [
    'image prune',
    { any: 'crictl rmi --prune', remark: 'kubelet removes unused images by itself when the disk fills up' },
  ],
  [
    'system prune',
    { any: 'crictl rmi --prune', remark: 'kubelet removes unused images and dead containers by itself' },
  ],
  ['container prune', { remark: 'kubelet removes dead containers by itself' }],
  ['system df', { any: 'crictl imagefsinfo' }],
  ['stats', { any: 'crictl stats', remark: '`crictl statsp` for pods' }],
  ['version', { any: 'crictl version' }],
  ['events', { any: 'crictl events', remark: 'from cri-tools 1.27 on, with a runtime that sends them' }],
  ['update', { any: 'crictl update', remark: kubelets }],
  ['checkpoint', { any: 'crictl checkpoint' }],
  ['stop', { any: 'crictl stop', remark: kubelets }],
  ['kill', { any: 'crictl stop --timeout 0', remark: kubelets }],
  [
    'restart',
    { any: 'crictl stop', remark: 'kubelet starts the container again, as its restartPolicy says' },
  ],
  ['rm', { any: 'crictl rm', options: ['-f', '--force'], remark: kubelets }],
  ['start', { remark: kubelets }],
  ['pause', { remark: kubelets }],
  ['unpause', { remark: kubelets }],
  ['create', { remark: outside }],
  [
    'run',
    { remark: `\`kubectl run\` or \`kubectl debug node\` for what belongs to the cluster; ${outside}` },
  ],
  ['rename', { remark: kubelets }],
  ['wait', { remark: '`kubectl wait` waits for pods' }],
  [
    'top',
    { containerd: 'nerdctl -n k8s.io top', remark: 'or `ps` with the pid that `crictl inspect` tells' },
  ],
  ['cp', { containerd: 'nerdctl -n k8s.io cp', remark: '`kubectl cp` needs no access to the node' }],
  ['diff', { containerd: 'nerdctl -n k8s.io diff' }],
  ['commit', { containerd: 'nerdctl -n k8s.io commit', remark: build }],
  ['export', { remark: '`kubectl cp` or `kubectl exec … tar` copies what is in a container' }],
  [
    'history',
    { containerd: 'nerdctl -n k8s.io history', crio: 'skopeo inspect --config containers-storage:IMAGE' },
  ],
  [
    'save',
    {
      containerd: 'ctr -n k8s.io images export FILE IMAGE',
      crio: 'skopeo copy containers-storage:IMAGE docker-archive:FILE',
    },
  ],
  [
    'load',
    {
      containerd: 'ctr -n k8s.io images import FILE',
      crio: 'skopeo copy docker-archive:FILE containers-storage:IMAGE',
    },
  ],
  ['import', { remark: 'make an image of the tree with Buildah (`buildah from scratch`, `buildah add`)' }],
  [
    'tag',
    {
      containerd: 'ctr -n k8s.io images tag',
      crio: 'skopeo copy containers-storage:IMAGE containers-storage:NEW',
      remark: 'not over CRI',
    },
  ],
  [
    'push',
    {
      containerd: 'ctr -n k8s.io images push',
      crio: 'skopeo copy containers-storage:IMAGE docker://IMAGE',
      remark: 'crictl only pulls; better push where the image is built',
    },
  ],
  ['manifest', { remark: 'skopeo or `buildah manifest`, and not on a node' }],
  ['search', { remark: '`skopeo search`, or the registry itself' }],
  ['trust', { remark: 'cosign or notation, checked by admission in the cluster' }],
  ['build', { remark: build }],
  ['buildx', { remark: build }],
  ['buildx bake', { remark: build }],
  ['compose', { containerd: 'nerdctl compose', remark: `its containers are not of Kubernetes; ${outside}` }],
  ['login', { remark: 'imagePullSecrets of the workloads, or kubelet reads /var/lib/kubelet/config.json' }],
  ['logout', { remark: 'imagePullSecrets of the workloads, or kubelet reads /var/lib/kubelet/config.json' }],
  ['network', { remark: cniOwns }],
  ['volume', { remark: 'volumes of pods belong to Kubernetes: PersistentVolumeClaims, hostPath' }],
  [
    'swarm',
    {
      remark:
        'Swarm needs Docker: its services become workloads of the cluster, or stay on machines of their own',
    },
  ],
  [
    'service',
    {
      remark:
        'Swarm needs Docker: its services become workloads of the cluster, or stay on machines of their own',
    },
  ],
  [
    'stack',
    {
      remark:
        'Swarm needs Docker: its services become workloads of the cluster, or stay on machines of their own',
    },
  ],
  ['node', { remark: '`kubectl get nodes`' }],
  ['secret', { remark: '`kubectl create secret`' }],
  ['config', { remark: '`kubectl create configmap`' }],
  ['plugin', { remark: 'volume and network plugins of pods are CSI and CNI' }],
  ['context', { remark: '`crictl --runtime-endpoint`, or /etc/crictl.yaml' }],
])
