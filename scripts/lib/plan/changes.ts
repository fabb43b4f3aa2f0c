import type { ChangeInput, TemplateInput } from './change.ts'

type Options<Type extends ChangeInput['type'], Given extends string> = Omit<
  Extract<ChangeInput, { type: Type }>,
  'type' | Given
>

/** A file with this content; 0644 root:root unless said otherwise. */
export function file(
  path: string,
  content: string,
  options: Options<'file', 'path' | 'content'> = {},
): ChangeInput {
  return { type: 'file', path, content, ...options }
}

/** A file rendered from a template with this context. */
export function template(
  name: string,
  path: string,
  context: object,
  options: Omit<TemplateInput, 'type' | 'template' | 'path' | 'context'> = {},
): ChangeInput {
  return { type: 'template', template: name, path, context, ...options }
}

/** No file, folder or link at this path. */
export function absent(path: string, options: Options<'absent', 'path'> = {}): ChangeInput {
  return { type: 'absent', path, ...options }
}

/** A package of the distribution, installed (or, with `state: 'absent'`, not). */
export function packaged(name: string, options: Options<'package', 'name'> = {}): ChangeInput {
  return { type: 'package', name, ...options }
}

/** A systemd unit, active or not, enabled or not. */
export function unit(name: string, options: Options<'unit', 'unit'>): ChangeInput {
  return { type: 'unit', unit: name, ...options }
}

/** A kernel parameter, in force now; write a file below /etc/sysctl.d for the next boot. */
export function sysctl(
  key: string,
  value: string,
  options: Options<'sysctl', 'key' | 'value'> = {},
): ChangeInput {
  return { type: 'sysctl', key, value, ...options }
}

/** A kernel module, loaded now; write a file below /etc/modules-load.d for the next boot. */
export function kernelModule(name: string, options: Options<'module', 'name'> = {}): ChangeInput {
  return { type: 'module', name, ...options }
}

/** A tar archive of this machine, unpacked into a folder of its own on the node; sent in the prepare phase. */
export function artifact(
  name: string,
  options: Omit<Options<'artifact', 'name'>, 'phase' | 'size'>,
): ChangeInput {
  return { type: 'artifact', name, phase: 'prepare', ...options }
}

/** A command with its own undo. */
export function command(title: string, options: Options<'command', 'title'>): ChangeInput {
  return { type: 'command', title, ...options }
}
