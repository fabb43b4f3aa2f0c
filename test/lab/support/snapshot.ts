import type { TestLab } from './lab.ts'

/**
 * Every file, folder and link that says how a node is set up: with mode, owner, and content or target. What
 * changes by itself on a node that works (logs, leases, the stores of images) is left out.
 */
export async function setupOf({ onNode }: TestLab, node: string): Promise<string[]> {
  return lines(
    await onNode(node, listing('/etc /usr/lib/systemd /var/lib/kubelet /opt /root', setupVolatile)),
  )
}

/** As `setupOf`, for the whole file system of a node: for a dry run, which must leave no trace anywhere. */
export async function wholeOf({ onNode }: TestLab, node: string): Promise<string[]> {
  return lines(await onNode(node, listing('/', wholeVolatile, ' %s %T@')))
}

const setupVolatile = [
  '/var/lib/kubelet/*/*',
  '/var/lib/kubelet/*_state',
  '/etc/mtab',
  '/etc/kubernetes/pki/*',
  '*.lock',
  '/root/.*',
]

const wholeVolatile = [
  ...setupVolatile,
  ...everythingIn('/proc', '/sys', '/dev', '/run', '/tmp', '/var/log', '/var/tmp'),
  ...everythingIn('/var/lib/docker', '/var/lib/containerd', '/var/lib/containers', '/var/lib/etcd'),
  ...everythingIn('/var/lib/cni', '/var/lib/systemd', '/var/lib/kubelet', '/var/lib/apt'),
]

function everythingIn(...folders: string[]): string[] {
  return folders.flatMap(folder => [folder, `${folder}/*`])
}

// Times and sizes tell a change anywhere; contents are compared where a change would matter most.
function listing(folders: string, leftOut: readonly string[], time = ''): string {
  const paths = leftOut.map(pattern => `! -path '${pattern}'`).join(' ')
  const entries = `-printf '%y %m %u:%g %p -> %l${time}\\n'`
  const contents = folders === '/' ? '/etc /root /home /opt /var/lib/kubelet' : folders
  return `{ find ${folders} -xdev ${paths} \\( -type f -o -type l -o -type d \\) ${entries}; find ${contents} -xdev ${paths} -type f -exec sha256sum {} +; } 2>/dev/null | LC_ALL=C sort`
}

function lines(text: string): string[] {
  return text.split('\n').filter(line => line !== '')
}

/** What differs between two listings, as `- line` and `+ line`. */
export function difference(before: readonly string[], after: readonly string[]): string[] {
  const [old, now] = [new Set(before), new Set(after)]
  return [
    ...before.filter(line => !now.has(line)).map(line => `- ${line}`),
    ...after.filter(line => !old.has(line)).map(line => `+ ${line}`),
  ]
}
