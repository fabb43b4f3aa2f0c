import { readFileSync } from 'node:fs'
import test from 'ava'
import { z } from 'zod'
import { inventoryJsonSchema } from '../../scripts/lib/inventory/json-schema.ts'
import { sections } from '../../scripts/lib/inventory/sections.ts'
import { settings } from '../../scripts/lib/inventory/settings.ts'

test('inventories/schema.json is what the schema gives; write-schema.ts writes it', t => {
  const committed = readFileSync(new URL('../../inventories/schema.json', import.meta.url), 'utf8')
  t.is(committed, inventoryJsonSchema())
})

test('each setting has a description for the editor to show', t => {
  const shapes = [settings.shape, ...Object.values(sections).map(section => shapeOf(section.unwrap()))]
  const nameless = shapes
    .flatMap(shape => Object.entries(shape))
    .filter(([key, schema]) => !(key in sections) && !schema.description)
  t.deepEqual(
    nameless.map(([key]) => key),
    [],
  )
})

/** The keys of a section; of one with names of one's own, those below each name. */
function shapeOf(section: z.ZodType): Record<string, z.ZodType> {
  if (section instanceof z.ZodObject) return section.shape
  return section instanceof z.ZodRecord && section.valueType instanceof z.ZodObject
    ? section.valueType.shape
    : {}
}
