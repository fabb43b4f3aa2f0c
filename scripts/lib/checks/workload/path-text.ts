import type { Path } from './workload.ts'

/** "spec.template.spec.volumes[0].hostPath.path" */
export function pathText(path: Path): string {
  return path
    .map(part =>
      typeof part === 'number' ? `[${part}]` : /^[\w-]+$/u.test(part) ? `.${part}` : `["${part}"]`,
    )
    .join('')
    .replace(/^\./u, '')
}
