import type { Note } from '../plan/plan.ts'
import { imagesToCarry } from './carry-images.ts'
import type { RuntimeContext } from './runtime.ts'

/** Whether the images to carry over fit where the new runtime keeps its own; nothing where they do. */
export function diskSpace(context: RuntimeContext): Note[] {
  const { facts, target } = context
  const images = imagesToCarry(context)
  // Twice: the layers as they are imported, and unpacked.
  const needed = 2 * images.reduce((sum, { size }) => sum + size, 0)
  const directory = target.store.directory(facts)
  const measured = [...facts.host.freeSpace]
  const free = measured.find(([place]) => `${directory}/`.startsWith(`${place}/`))?.[1]
  if (needed === 0 || (free !== undefined && needed < free)) return []
  const total = `The images to carry over need ${Math.ceil(needed / 1e6)} MB in ${directory}`
  if (free === undefined) {
    const message = `${total}, where the free space was not measured.`
    return [{ severity: 'warning', id: 'disk-space-unknown', message, fix: 'Look at `df` on the node.' }]
  }
  return [
    {
      severity: 'blocker',
      id: 'disk-space',
      message: `${total}: ${Math.ceil((needed - free) / 1e6)} MB are missing.`,
      fix: 'Free the space, or carry over fewer with images.carry: used.',
    },
  ]
}
