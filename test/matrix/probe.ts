import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { registryImages } from '../../lab/registries.ts'
import type { Site } from './site.ts'

const page = 'hello from the probe'

/** A pod of three containers, each of an image that one of the lab's registries alone can serve. Pure. */
export function probePod(node: string, images: Record<string, string>): object {
  const wait = "trap 'exit 0' TERM; while :; do sleep 1; done"
  const serve = `echo '${page}'; mkdir -p /www; echo '${page}' > /www/index.html; httpd -p 8080 -h /www`
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'probe' },
    spec: {
      nodeName: node,
      terminationGracePeriodSeconds: 1,
      automountServiceAccountToken: false,
      containers: Object.entries(images).map(([name, image]) => ({
        name,
        image,
        imagePullPolicy: 'Always',
        command: ['sh', '-c', name === 'insecure' ? `${serve}; ${wait}` : wait],
      })),
    },
  }
}

/** Runs the probe pod on the node while `work` looks at it; gives what it found wrong, the pod's own start included. */
export async function withProbe(site: Site, work: () => Promise<string[]>): Promise<string[]> {
  const { lab, node } = site
  const gone = ['pod/probe', '--ignore-not-found', '--grace-period=1', '--timeout=60s', '--request-timeout=0']
  await lab.kubectl('delete', ...gone)
  const pod = probePod(node.name, registryImages(lab.lab.registries))
  await lab.kubectlWith(JSON.stringify(pod), 'apply', '--filename', '-')
  try {
    const ready = ['--for=condition=Ready', 'pod/probe', '--timeout=60s', '--request-timeout=0']
    // What one registry does not give is no reason to look at nothing else.
    const pulls = await lab.kubectl('wait', ...ready).then(
      () => [],
      () => whyNotReady(site),
    )
    const found = await work().catch((error: unknown) => [
      error instanceof Error ? error.message : String(error),
    ])
    return [...pulls, ...found]
  } finally {
    await lab.kubectl('delete', ...gone)
  }
}

/** "login: ErrImagePull: ...": the containers that do not run, each with the reason that kubelet gives. */
async function whyNotReady({ lab }: Site): Promise<string[]> {
  const { status } = JSON.parse(await lab.kubectl('get', 'pod', 'probe', '--output', 'json')) as {
    status: {
      containerStatuses?: { name: string; state: { waiting?: { reason: string; message?: string } } }[]
    }
  }
  const waiting = (status.containerStatuses ?? []).flatMap(({ name, state }) =>
    state.waiting === undefined ? [] : [`${name}: ${state.waiting.reason}: ${state.waiting.message ?? ''}`],
  )
  return waiting.length > 0 ? waiting : ['the probe pod is not ready, and kubelet gives no reason']
}

/** Runs a command in the probe. */
export const inProbe = ({ lab }: Site, command: string) =>
  lab.kubectl('exec', 'probe', '--container', 'insecure', '--', 'sh', '-c', command)

/** What exec, logs and port-forward do with the probe. */
export async function reachProbe(site: Site): Promise<string[]> {
  const said = await inProbe(site, 'cat /www/index.html')
  const logs = await site.lab.kubectl('logs', 'probe', '--container', 'insecure')
  const served = await throughPortForward(site)
  return [
    ...(said.trim() === page ? [] : [`exec said ${JSON.stringify(said)}`]),
    ...(logs.trim() === page ? [] : [`logs said ${JSON.stringify(logs)}`]),
    ...(served.trim() === page ? [] : [`port-forward gave ${JSON.stringify(served)}`]),
  ]
}

async function throughPortForward({ lab }: Site): Promise<string> {
  const words = ['--kubeconfig', lab.kubeconfig, 'port-forward', 'pod/probe', ':8080']
  const child = spawn(lab.kubectlPath, words, { stdio: ['ignore', 'pipe', 'pipe'] })
  const errors: string[] = []
  createInterface({ input: child.stderr }).on('line', line => errors.push(line))
  try {
    const signal = AbortSignal.timeout(20_000)
    const [line] = (await once(createInterface({ input: child.stdout }), 'line', { signal })) as [string]
    const port = /:(\d+) ->/u.exec(line)?.[1]
    const answer = await fetch(`http://127.0.0.1:${port}/`, { signal })
    return await answer.text()
  } catch (error) {
    return `${String(error)} ${errors.join(' ')}`
  } finally {
    child.kill()
  }
}
