import { readFileSync } from 'node:fs'
import test from 'ava'
import { parse } from 'yaml'
import { z } from 'zod'
import { loadInventory } from '../../scripts/lib/inventory/inventory.ts'
import { inventoryJsonSchema } from '../../scripts/lib/inventory/json-schema.ts'

const folder = new URL('../../inventories/', import.meta.url)
const example = readFileSync(new URL('example.yaml', folder), 'utf8')

test('the example is an inventory', async t => {
  const { hosts, groups } = await loadInventory('example', {
    directory: folder.pathname,
    home: '/home/operator',
  })
  t.is(hosts.length, 24)
  t.deepEqual([...groups.keys()], ['all', 'canaries', 'control-plane', 'workers', 'edge', 'gpu'])
  t.is(hosts.find(({ name }) => name === 'node05')?.settings.port, 2222)
})

test('the example has every key, those of sections in their section', t => {
  const used = paths(parse(example))
  for (const key of schemaKeys())
    t.true(
      used.some(path => `.${path}`.endsWith(`.${key}`)),
      key,
    )
})

test('the keys that the example is checked for are those of all parts', t => {
  const some = ['user', 'drain.gracePeriod', 'sudoPassword.prompt', 'hosts', 'vars', 'node', 'children']
  t.deepEqual(
    some.filter(key => !schemaKeys().includes(key)),
    [],
  )
})

const property = z.object({ allOf: z.tuple([z.object({ $ref: z.string() })]).optional() })
const shape = z.object({ properties: z.record(z.string(), property).default({}) })
const definition = shape.extend({ anyOf: z.array(shape).default([]) })
const jsonSchema = definition.extend({ definitions: z.record(z.string(), definition) })

/** `user`, `drain.timeout`: all keys of the file, of a host, of a group, and of what these refer to. */
function schemaKeys(): string[] {
  const schema = jsonSchema.parse(JSON.parse(inventoryJsonSchema()))
  const { host, group } = schema.definitions
  const all = Object.entries({ ...schema.properties, ...host?.properties, ...group?.properties })
  return all.flatMap(([key, { allOf }]) => {
    const section = schema.definitions[allOf?.[0].$ref.split('/').at(-1) ?? '']
    const shapes = section ? [section, ...section.anyOf] : []
    return [
      key,
      ...shapes.flatMap(({ properties }) => Object.keys(properties)).map(inner => `${key}.${inner}`),
    ]
  })
}

const paths = (value: unknown, prefix = ''): string[] =>
  typeof value === 'object' && value !== null
    ? Object.entries(value).flatMap(([key, inner]) => [prefix + key, ...paths(inner, `${prefix}${key}.`)])
    : []
