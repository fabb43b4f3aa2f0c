import { z } from 'zod'
import { inventoryFile } from './schema.ts'

/** The JSON Schema of an inventory file, for editors. Draft 7 is what they understand best. */
export function inventoryJsonSchema(): string {
  const schema = z.toJSONSchema(inventoryFile, { io: 'input', target: 'draft-7' })
  return `${JSON.stringify({ title: 'refit inventory', ...schema }, null, 2)}\n`
}
