import { z } from 'zod'
import { isPlainName, nameRule, readNames } from './names.ts'
import { address } from './scalars.ts'
import { settings } from './settings.ts'

const vars = z
  .record(z.string(), z.unknown())
  .describe('Values of your own for templates. A key at a lower level replaces the same key of a higher one.')

const hostNames = z
  .string()
  .superRefine((text, context) => {
    const names = readNames(text)
    if ('problem' in names) context.addIssue({ code: 'custom', message: names.problem })
  })
  .describe('A host name or a range of them: node[01:20], node[a:f], node[01:20:2].')

const groupName = z.string().refine(name => isPlainName(name) && name !== 'all', {
  error: issue =>
    issue.input === 'all'
      ? 'the group all is there by itself: what holds for all hosts stands at the top of the file'
      : `expected a group name: ${nameRule}`,
})

const host = z
  .strictObject({
    address: address.exactOptional().describe("Where to connect to. Default: the host's name."),
    node: z
      .string()
      .regex(/^[a-z\d](?:[a-z\d.-]{0,251}[a-z\d])?$/, 'expected the name of a node, as in kubectl get nodes')
      .exactOptional()
      .describe("The node's name in the cluster. Default: the host's name."),
    ...settings.shape,
    vars: vars.exactOptional(),
  })
  .meta({ id: 'host' })

const hosts = z.record(hostNames, host.nullable())

const groupShape = {
  ...settings.shape,
  vars: vars.exactOptional(),
  hosts: z
    .union([z.array(hostNames), hosts], {
      error: 'expected a list of host names, or a map from host names to settings',
    })
    .exactOptional()
    .describe('Its hosts: a list of names, or a map from names to settings.'),
}

export interface WrittenGroup extends z.input<z.ZodObject<typeof groupShape>> {
  children?: string[] | Record<string, WrittenGroup | null>
}

// The annotation is what the compiler needs for a schema that refers to itself.
const group: z.ZodType<unknown, WrittenGroup> = z
  .strictObject({
    ...groupShape,
    get children() {
      return z
        .union([z.array(groupName), z.record(groupName, group.nullable())], {
          error: 'expected a list of group names, or a map of groups',
        })
        .exactOptional()
        .describe('Groups within this one: a list of names, or a map which defines them.')
    },
  })
  .meta({ id: 'group' })

/** An inventory file, as it is written. All else about its form follows from this: checks, types, JSON Schema. */
export const inventoryFile = z.strictObject({
  ...settings.shape,
  vars: vars.exactOptional(),
  hosts: hosts.exactOptional().describe('The hosts, each with its settings.'),
  groups: z
    .record(groupName, group.nullable())
    .exactOptional()
    .describe('Groups of hosts, for settings and for --limit.'),
})

export type WrittenInventory = z.input<typeof inventoryFile>
export type WrittenHost = z.input<typeof host>
