// Run with node after a change of the schema: `node scripts/lib/inventory/write-schema.ts`.
import { writeFileSync } from 'node:fs'
import { inventoryJsonSchema } from './json-schema.ts'

writeFileSync(new URL('../../../inventories/schema.json', import.meta.url), inventoryJsonSchema())
