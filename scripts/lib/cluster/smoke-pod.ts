import { RefitError } from '../errors.ts'
import { askPod, isReady } from './objects.ts'
import { lastLine, must } from './kubectl.ts'
import type { Kubectl } from './kubectl.ts'
import { waitUntil } from './wait.ts'
import type { WaitOptions } from './wait.ts'

export interface SmokePod {
  name: string
  namespace: string
  node: string
  image: string
  /** What runs in it; undefined for the image's own. */
  command: string[] | undefined
  /** What its log must hold; empty where the image prints nothing. */
  expectedLog: string
  /** What is run in it through `kubectl exec`. */
  exec: string[]
}

/** The part of a host's settings that says how the pod is made. */
export interface SmokeSettings {
  namespace: string
  smokeImage?: string | undefined
  smokeCommand?: string[] | undefined
}

/**
 * The pod that proves a node. With an image of the user's it prints a word, and the word must come back through
 * `kubectl logs`. Without one it is the sandbox image, which every node has: it prints nothing, but `/pause -v`
 * answers through exec.
 */
export function smokePod(node: string, run: string, settings: SmokeSettings, sandboxImage: string): SmokePod {
  const { namespace, smokeImage: image, smokeCommand } = settings
  const base = { name: podName(node, run), namespace, node }
  if (image === undefined) {
    return { ...base, image: sandboxImage, command: undefined, expectedLog: '', exec: ['/pause', '-v'] }
  }
  if (smokeCommand !== undefined)
    return { ...base, image, command: smokeCommand, expectedLog: '\n', exec: ['true'] }
  const word = `refit ${run}`
  const command = ['sh', '-c', `echo '${word}'; trap 'exit 0' TERM; while :; do sleep 1; done`]
  return { ...base, image, command, expectedLog: word, exec: ['true'] }
}

function podName(node: string, run: string): string {
  const name = `refit-smoke-${node}-${run}`.toLowerCase().replace(/[^a-z0-9-]+/gu, '-')
  return name.slice(0, 63).replace(/-+$/u, '')
}

/** Starts the pod on its node, past cordon and taints, reads its log, runs a command in it, and removes it. */
export async function proveWithPod(kubectl: Kubectl, pod: SmokePod, wait: WaitOptions): Promise<void> {
  const place = ['--namespace', pod.namespace]
  await must(kubectl, ['apply', '-f', '-'], { input: JSON.stringify(manifest(pod)) })
  try {
    const missing = await waitUntil(() => whatIsMissing(kubectl, pod), wait)
    if (missing !== undefined) throw failure(`did not become ready: ${missing}`)
    await expectLog(kubectl, pod, wait)
    const exec = await kubectl([...place, 'exec', pod.name, '--', ...pod.exec])
    if (exec.code !== 0) throw failure(`runs, but \`kubectl exec\` failed: ${lastLine(exec.stderr)}`)
  } finally {
    await kubectl([
      ...place,
      'delete',
      'pod',
      pod.name,
      '--ignore-not-found',
      '--grace-period=1',
      '--wait=false',
    ])
  }
}

async function expectLog(kubectl: Kubectl, pod: SmokePod, wait: WaitOptions): Promise<void> {
  const missing = await waitUntil(
    async () => {
      const log = await kubectl(['--namespace', pod.namespace, 'logs', pod.name])
      if (log.code !== 0) return lastLine(log.stderr)
      return log.stdout.includes(pod.expectedLog) ? undefined : 'what it printed is not in the log'
    },
    { ...wait, timeout: Math.min(wait.timeout, 30_000) },
  )
  if (missing !== undefined) throw failure(`runs, but \`kubectl logs\` failed: ${missing}`)
}

async function whatIsMissing(kubectl: Kubectl, { name, namespace }: SmokePod): Promise<string | undefined> {
  const pod = await askPod(kubectl, namespace, name)
  if (!pod.ok) return pod.problem
  if (isReady(pod.value)) return undefined
  const ofPod = `--field-selector=involvedObject.name=${name},type=Warning`
  const lastWarning = 'jsonpath={.items[-1:].message}'
  const events = await kubectl(['--namespace', namespace, 'get', 'events', ofPod, '-o', lastWarning])
  return [pod.value.status.phase, events.stdout.trim()].filter(Boolean).join(': ')
}

function failure(what: string): RefitError {
  return new RefitError(`The smoke pod ${what}.`)
}

function manifest({ name, namespace, node, image, command }: SmokePod): object {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace, labels: { 'app.kubernetes.io/managed-by': 'refit' } },
    spec: {
      // By name, not through the scheduler: the node is cordoned.
      nodeName: node,
      tolerations: [{ operator: 'Exists' }],
      restartPolicy: 'Always',
      terminationGracePeriodSeconds: 1,
      enableServiceLinks: false,
      automountServiceAccountToken: false,
      containers: [
        {
          name: 'smoke',
          image,
          imagePullPolicy: 'IfNotPresent',
          ...(command === undefined ? {} : { command }),
        },
      ],
    },
  }
}
