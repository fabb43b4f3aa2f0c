const command = ['sh', '-c', "trap 'exit 0' TERM; while :; do sleep 1; done"]

/** A pod that stays on every node, and two that a drain moves. Pure. */
export function workload(image: string): object {
  const template = (app: string) => ({
    metadata: { labels: { app } },
    spec: {
      terminationGracePeriodSeconds: 1,
      automountServiceAccountToken: false,
      tolerations: app === 'agent' ? [{ operator: 'Exists' }] : controlPlaneToo,
      containers: [{ name: app, image, imagePullPolicy: 'IfNotPresent', command }],
    },
  })
  const named = (kind: string, app: string, extra: object) => ({
    apiVersion: 'apps/v1',
    kind,
    metadata: { name: app },
    spec: { ...extra, selector: { matchLabels: { app } }, template: template(app) },
  })
  return {
    apiVersion: 'v1',
    kind: 'List',
    items: [named('DaemonSet', 'agent', {}), named('Deployment', 'web', { replicas: 2 })],
  }
}

const controlPlaneToo = ['master', 'control-plane'].map(role => ({
  key: `node-role.kubernetes.io/${role}`,
  operator: 'Exists',
}))
