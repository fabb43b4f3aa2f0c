import test from 'ava'
import { z } from 'zod'
import { read } from './support/page.ts'

const packages = z.record(z.string(), z.string())
const manifest = z
  .object({ dependencies: packages, devDependencies: packages })
  .parse(JSON.parse(read('package.json')))
const [, section = ''] = read('README.md').split('## What it depends on')

test('README.md says of every dependency what it is for', t => {
  const rows = [...section.matchAll(/^\| (`.*?`) +\|/gmu)].flatMap(([, cell = '']) => namesIn(cell))
  t.deepEqual(rows.toSorted(), Object.keys(manifest.dependencies).toSorted())
})

test('README.md says of every tool what it is for', t => {
  const [, tools = ''] = section.split('For development:')
  // A plugin or the types of a tool go with it; types of libraries need no word.
  const named = Object.keys(manifest.devDependencies).filter(name => !/^@types\/|-tsgolint$/u.test(name))
  const told = new Set(namesIn(tools))
  t.deepEqual(
    named.filter(name => !told.has(name)),
    [],
  )
})

function namesIn(text: string): string[] {
  return [...text.matchAll(/`([^`]+)`/gu)].map(([, name = '']) => name)
}
