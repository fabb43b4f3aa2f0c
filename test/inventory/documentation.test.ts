import { readFileSync } from 'node:fs'
import test from 'ava'
import { RefitError } from '../../scripts/lib/errors.ts'
import { parseInventory } from '../../scripts/lib/inventory/inventory.ts'

const page = readFileSync(new URL('../../docs/inventory.md', import.meta.url), 'utf8')
const blocks = [...page.matchAll(/^```(yaml)?\n(.*?)^```$/gms)].map(([, language, text = '']) => ({
  language,
  text,
}))

test('docs/inventory.md shows what a wrong inventory really gives', t => {
  const at = blocks.findIndex(({ text }) => text.startsWith('usr: '))
  const [wrong, output] = blocks.slice(at)
  const error = t.throws(() => parseInventory(wrong?.text ?? '', 'inventories/prod.yaml'), {
    instanceOf: RefitError,
  })
  t.is(`${error.message}\n`, output?.text ?? '')
})

test('its smallest inventory is one', t => {
  const smallest = blocks.find(({ language }) => language === 'yaml')
  t.is(parseInventory(smallest?.text ?? '', 'x.yaml').hosts.length, 2)
})
