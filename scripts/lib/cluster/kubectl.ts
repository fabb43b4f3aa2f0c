import { createInterface } from 'node:readline'
import { $ } from 'zx'
import { RefitError } from '../errors.ts'

/** Runs kubectl against one cluster and gives what it printed. Never rejects for an exit code. */
export type Kubectl = (words: readonly string[], options?: KubectlOptions) => Promise<KubectlResult>

export interface KubectlOptions {
  input?: string
  /** Milliseconds after which it is ended. */
  timeout?: number
  /** Bytes of output after which it is ended; then the result is cut. */
  maxOutput?: number
  /** Called with each line of both outputs as it arrives. */
  onLine?: (line: string) => void
  signal?: AbortSignal
}

export interface KubectlResult {
  code: number
  stdout: string
  stderr: string
  /** It had more to say than was wanted. */
  isCut?: true
}

export interface ClusterSettings {
  kubeconfig?: string | undefined
  context?: string | undefined
  kubectl: string
}

/** The kubectl of a host's settings, as a function. */
export function kubectlFor({ kubeconfig, context, kubectl }: ClusterSettings): Kubectl {
  const access = [
    ...(kubeconfig === undefined ? [] : ['--kubeconfig', kubeconfig]),
    ...(context === undefined ? [] : ['--context', context]),
  ]
  return async (words, { input = '', timeout = 60_000, maxOutput = Infinity, onLine, signal } = {}) => {
    const child = $({
      input,
      timeout,
      nothrow: true,
      quiet: true,
      ...(signal === undefined ? {} : { signal }),
    })`${kubectl} ${access} ${words}`
    if (onLine !== undefined) {
      for (const stream of [child.stdout, child.stderr]) createInterface({ input: stream }).on('line', onLine)
    }
    let length = 0
    child.stdout.on('data', (chunk: Buffer) => {
      length += chunk.length
      // It gets SIGPIPE for whatever it says next.
      if (length > maxOutput) child.stdout.destroy()
    })
    const result = await child
    if (result.exitCode === 127) {
      throw new RefitError(`kubectl was not found (looked for ${kubectl}).`, {
        next: 'Install kubectl, or set cluster.kubectl in the inventory.',
      })
    }
    const { exitCode, stdout, stderr } = result
    return { code: exitCode ?? 1, stdout, stderr, ...(length > maxOutput ? { isCut: true } : {}) }
  }
}

/** The output of a kubectl that must succeed. */
export async function must(
  kubectl: Kubectl,
  words: readonly string[],
  options?: KubectlOptions,
): Promise<string> {
  const result = await kubectl(words, options)
  if (result.code === 0) return result.stdout
  throw new RefitError(`kubectl ${words.slice(0, 2).join(' ')} failed: ${lastLine(result.stderr)}`, {
    next: 'Check cluster.kubeconfig and cluster.context in the inventory, and that the API server answers.',
    cause: new Error(result.stderr),
  })
}

/** The last line that says something. */
export function lastLine(text: string): string {
  return text.trim().split('\n').at(-1) ?? ''
}
