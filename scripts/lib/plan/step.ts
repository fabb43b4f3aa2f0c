import { z } from 'zod'

/** An absolute, normalised path that can stand in the line-based manifest on the node. */
export const nodePath = z
  .string()
  .regex(/^\/[^\p{Cc}]*$/u, 'expected an absolute path without control characters')
  .refine(path => !path.split('/').includes('..'), 'expected a path without ".."')

export const oneLine = z.string().regex(/^[^\p{Cc}]+$/u, 'expected one line without control characters')
export const sha256Sum = z.string().regex(/^[0-9a-f]{64}$/, 'expected a SHA-256 in hexadecimal digits')
export const mode = z.string().regex(/^0?[0-7]{3,4}$/, 'expected an octal mode such as 0644')
export const unitName = z.string().regex(/^[A-Za-z0-9:_.\\@-]+\.(service|socket|timer|mount|target|path)$/)
export const name = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9+._:@/-]*$/)

/**
 * One thing that transaction.sh does to a node and knows how to take back. Changes are compiled to steps;
 * the order of the steps is the order on the node, and undo walks them backwards.
 */
export const step = z.discriminatedUnion('do', [
  z.strictObject({
    do: z.literal('write'),
    path: nodePath,
    content: z.string(),
    mode,
    owner: name,
    group: name,
  }),
  z.strictObject({ do: z.literal('remove'), path: nodePath }),
  z.strictObject({
    do: z.literal('unit'),
    unit: unitName,
    action: z.enum(['stop', 'start', 'restart', 'enable', 'disable', 'mask', 'unmask']),
  }),
  z.strictObject({
    do: z.literal('package'),
    name,
    version: name.optional(),
    state: z.enum(['present', 'absent']),
  }),
  z.strictObject({ do: z.literal('sysctl'), key: name, value: oneLine }),
  z.strictObject({ do: z.literal('module'), name }),
  /** `script` and `undo` are POSIX sh. Undo must be idempotent: it may be cut off and run again. */
  z.strictObject({ do: z.literal('command'), title: oneLine, script: z.string(), undo: z.string() }),
])

export type Step = z.infer<typeof step>
