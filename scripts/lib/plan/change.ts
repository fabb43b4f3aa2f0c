import { z } from 'zod'
import { mode, name, nodePath, oneLine, sha256Sum, unitName } from './step.ts'

/** What every change may say besides what it is. */
const common = {
  /** In which phase of a migration it happens; a task of your own needs no phases. */
  phase: z.enum(['prepare', 'switch']).default('switch'),
  /** Why, or where a value came from: shown in the plan. */
  reasons: z.array(z.string()).default([]),
}

/** What should be so on a node, as data. */
export const change = z.discriminatedUnion('type', [
  z.strictObject({
    ...common,
    type: z.literal('file'),
    path: nodePath,
    content: z.string(),
    mode: mode.default('0644'),
    owner: name.default('root'),
    group: name.default('root'),
    /** Neither its content nor a diff of it is ever shown. */
    sensitive: z.boolean().default(false),
  }),
  z.strictObject({ ...common, type: z.literal('absent'), path: nodePath }),
  z.strictObject({
    ...common,
    type: z.literal('package'),
    name,
    version: name.optional(),
    state: z.enum(['present', 'absent']).default('present'),
  }),
  z.strictObject({
    ...common,
    type: z.literal('unit'),
    unit: unitName,
    active: z.boolean().optional(),
    enabled: z.boolean().optional(),
    /** Restart it where a change before this one, in the same list, had something to do. */
    restartOnChange: z.boolean().default(false),
  }),
  z.strictObject({
    ...common,
    type: z.literal('sysctl'),
    key: name,
    value: oneLine,
  }),
  z.strictObject({ ...common, type: z.literal('module'), name }),
  z.strictObject({
    ...common,
    type: z.literal('artifact'),
    /** What it is: "containerd 2.4.2". */
    name: oneLine,
    /** A tar archive, packed or not, on the machine that refit runs on. */
    source: z.string().min(1),
    sha256: sha256Sum,
    /** The folder that it is unpacked into: one of its own, for undo removes it. */
    destination: nodePath,
    /** Bytes of the archive. The engine looks, where a task does not say. */
    size: z.int().min(1).optional(),
  }),
  z.strictObject({
    ...common,
    type: z.literal('command'),
    title: oneLine,
    /** POSIX sh, run as root. */
    script: z.string(),
    /** POSIX sh that takes it back; it must be able to run twice. Empty where there is nothing to take back. */
    undo: z.string(),
    /** POSIX sh that only reads: exit code 0 says that there is nothing to do. Without it, it always runs. */
    unless: z.string().optional(),
    action: z.enum(['run', 'carry', 'stop', 'delete']).default('run'),
    /** True where undo cannot bring back what was. */
    irreversible: z.boolean().default(false),
  }),
])

/** A file whose content is rendered from a template; it becomes a `file` before anything is compared. */
export interface TemplateInput extends Omit<
  Extract<z.input<typeof change>, { type: 'file' }>,
  'type' | 'content'
> {
  type: 'template'
  /** Its file name, in the folder that `templates` of the inventory names, or among the built-in ones. */
  template: string
  context: object
}

export type Change = z.infer<typeof change>
export type ChangeInput = z.input<typeof change> | TemplateInput
export type ChangeOf<Type extends Change['type']> = Extract<Change, { type: Type }>
