import type { NodePlan, Plan, PlanItem } from '../../scripts/lib/plan/plan.ts'
import { unifiedDiff } from '../../scripts/lib/plan/diff.ts'

/** What `migrate --dry-run` would show of a control plane and two workers that are alike. */
export function migrationPlan(): Plan {
  return planOf([node('n1'), worker('n2'), worker('n3')])
}

export function planOf(nodes: NodePlan[]): Plan {
  const created = '2026-11-20T09:30:00.000Z'
  return { version: 1, created, task: 'migrate', verb: 'to migrate', arguments: { to: 'containerd' }, nodes }
}

export function node(host: string, more: Partial<NodePlan> = {}): NodePlan {
  return { host, items: [], notes: [], fingerprint: 'f00d', fingerprintParts: { kubelet: 'f00d' }, ...more }
}

export function item(
  phase: PlanItem['phase'],
  action: PlanItem['action'],
  subject: string,
  more: Partial<PlanItem> = {},
): PlanItem {
  return { phase, action, subject, reasons: [], irreversible: false, sensitive: false, steps: [], ...more }
}

function worker(host: string): NodePlan {
  const config =
    'version = 2\n\n[plugins."io.containerd.grpc.v1.cri"]\n  sandbox_image = "registry.k8s.io/pause:3.6"\n'
  const before =
    'KUBELET_KUBEADM_ARGS="--network-plugin=cni --pod-infra-container-image=registry.k8s.io/pause:3.6"\n'
  const after =
    'KUBELET_KUBEADM_ARGS="--container-runtime=remote --container-runtime-endpoint=unix:///run/containerd/containerd.sock"'
  const flags = '/var/lib/kubelet/kubeadm-flags.env'
  return node(host, {
    node: `${host}.example`,
    from: 'dockershim (Docker 20.10.24)',
    to: 'containerd 1.6.20',
    items: [
      item('switch', 'stop', 'kubelet.service'),
      item('prepare', 'create', '/etc/containerd/config.toml', {
        diff: unifiedDiff('/etc/containerd/config.toml', undefined, config),
        reasons: ['the sandbox image is the one that the node has'],
      }),
      ...Array.from({ length: 20 }, (_, index) =>
        item('prepare', 'carry', `198.18.0.1:5000/shop/web:1.${index}`),
      ),
      item('drain', 'evict', 'default/web-6c9f-xk2lp', {
        reasons: ['PodDisruptionBudget default/web allows 1'],
      }),
      item('switch', 'update', flags, {
        reasons: [
          'restarts kubelet',
          'flags of dockershim go, because a kubelet with a remote runtime refuses some of them',
        ],
        diff: unifiedDiff(flags, before, after),
      }),
      item('switch', 'disable', 'docker.service'),
      item('switch', 'stop', 'docker.service'),
      item('switch', 'restart', 'containerd.service'),
      item('switch', 'create', '/etc/containerd/registry.key', {
        diff: unifiedDiff('/etc/containerd/registry.key', undefined, 'hunter-22', { sensitive: true }),
      }),
      item('switch', 'run', 'move the log driver', { irreversible: true }),
      item('release', 'annotate', 'kubeadm.alpha.kubernetes.io/cri-socket'),
    ],
    notes: [
      {
        severity: 'note',
        id: 'log-driver',
        message:
          'The log driver journald of Docker cannot be carried over: the CRI always writes the logs of containers to files.',
      },
      {
        severity: 'blocker',
        id: 'disk-space',
        message: '/var/lib has 1 GB free and 4 GB are needed for the images.',
        fix: 'Free 3 GB in /var/lib, for example with docker image prune.',
      },
      {
        severity: 'warning',
        id: 'bare-pod',
        message: 'default/once has no controller and will not come back.',
      },
    ],
  })
}
