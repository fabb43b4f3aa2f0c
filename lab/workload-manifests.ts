/** The name of the image that only one node's Docker has. */
export const localImage = 'lab/local-only:1'

/** Ends at once when it is told to: a shell that is PID 1 hears no signal that it does not trap. */
const loop = ['sh', '-c', "trap 'exit 0' TERM; while :; do sleep 1; done"]

const everywhere = [{ operator: 'Exists' }]

// Not everywhere: a cordoned node is a taint too, and a drain would never end.
const controlPlaneToo = ['master', 'control-plane'].map(role => ({
  key: `node-role.kubernetes.io/${role}`,
  operator: 'Exists',
}))

/** What `applyWorkload` applies: pods of `image`, and one of the local image on `localNode`. Pure. */
export function workloadManifests(image: string, localNode: string): object[] {
  const container = { image, imagePullPolicy: 'IfNotPresent' }
  return [
    deployment('web', 3, { containers: [web(container)], tolerations: controlPlaneToo }),
    {
      apiVersion: 'policy/v1',
      kind: 'PodDisruptionBudget',
      metadata: { name: 'web' },
      spec: { maxUnavailable: 1, selector: { matchLabels: { app: 'web' } } },
    },
    {
      apiVersion: 'apps/v1',
      kind: 'DaemonSet',
      ...labelled('agent', {
        containers: [{ name: 'agent', ...container, command: loop }],
        tolerations: everywhere,
      }),
    },
    deployment('local-only', 1, {
      containers: [{ name: 'local-only', image: localImage, imagePullPolicy: 'Never', command: loop }],
      nodeSelector: { 'kubernetes.io/hostname': localNode },
    }),
  ]
}

/** A static pod with nothing behind it: if the kubelet does not start it, nobody does. Pure. */
export function staticPod(image: string): object {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'lab-static', labels: { app: 'lab-static' } },
    spec: pod({ containers: [{ name: 'lab-static', image, command: loop }] }),
  }
}

function deployment(name: string, replicas: number, spec: object): object {
  const { metadata, spec: rest } = labelled(name, spec)
  return { apiVersion: 'apps/v1', kind: 'Deployment', metadata, spec: { replicas, ...rest } }
}

function labelled(name: string, spec: object) {
  const labels = { app: name }
  return {
    metadata: { name, labels },
    spec: { selector: { matchLabels: labels }, template: { metadata: { labels }, spec: pod(spec) } },
  }
}

/** Pods here talk to no API, and have nothing to finish. */
function pod(spec: object): object {
  return { terminationGracePeriodSeconds: 10, automountServiceAccountToken: false, ...spec }
}

/** Serves one page, and is ready as soon as it does. */
function web(container: object): object {
  const script =
    "mkdir -p /www && hostname > /www/index.html; trap 'exit 0' TERM; httpd -p 8080 -h /www; while :; do sleep 1; done"
  return {
    name: 'web',
    ...container,
    command: ['sh', '-c', script],
    ports: [{ containerPort: 8080 }],
    readinessProbe: {
      exec: { command: ['wget', '-q', '-O', '/dev/null', 'http://127.0.0.1:8080/'] },
      periodSeconds: 2,
      // A machine that has more to do than it can is slow, and its pods are not broken.
      timeoutSeconds: 5,
    },
  }
}
