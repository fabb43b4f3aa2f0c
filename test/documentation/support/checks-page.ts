import { format } from 'prettier'
import type { About } from '../../../scripts/lib/checks/check.ts'
import { abouts } from '../../../scripts/lib/checks/check.ts'
import { allChecks } from '../../../scripts/lib/checks/list.ts'
import { replacements } from '../../../scripts/lib/checks/docker-to-crictl-table.ts'
import type { CheckText } from '../../../scripts/lib/checks/list.ts'

const begin = '<!-- checks: written by test/documentation/write-checks.ts -->'

/** docs/checks.md with all that stands below its mark made anew from the list of checks. */
export function checksPage(page: string): Promise<string> {
  const [written = ''] = page.split(begin)
  const sections = abouts.flatMap(about => {
    const checks = allChecks.filter(check => check.about === about)
    return checks.length === 0 ? [] : [`## ${titles[about]}`, '', ...checks.flatMap(section)]
  })
  return format([written + begin, '', ...sections, ...commands()].join('\n'), {
    parser: 'markdown',
    printWidth: 110,
    singleQuote: true,
  })
}

function commands(): string[] {
  const rows = [...replacements].map(
    ([command, { any = '', containerd = any, crio = any, remark = '' }]) =>
      `| \`docker ${command}\` | ${code(containerd)} | ${code(crio)} | ${remark.replaceAll('|', String.raw`\|`)} |`,
  )
  return [
    '## From docker to crictl',
    '',
    '| docker | with containerd | with CRI-O | |',
    '| --- | --- | --- | --- |',
    ...rows,
    '',
  ]
}

function code(command: string): string {
  return command === '' ? '' : `\`${command.replaceAll('|', String.raw`\|`)}\``
}

const titles: Record<About, string> = {
  workload: 'Workloads, in the cluster and in manifests',
  configuration: 'Texts in ConfigMaps, custom resources and files',
  cluster: 'The cluster',
  node: 'Nodes',
  version: 'Versions',
}

function section({ id, title, severity, reads, why, fix, targets, sources = [] }: CheckText): string[] {
  return [
    `### ${id}`,
    '',
    `**${title}** (${severity}${targets === undefined ? '' : `, on the way to ${targets.join(' or ')}`}).`,
    why,
    '',
    `- Reads: ${reads}.`,
    `- Fix: ${fix}`,
    ...(sources.length === 0 ? [] : [`- Sources: ${sources.map(address => `<${address}>`).join(', ')}`]),
    '',
  ]
}
