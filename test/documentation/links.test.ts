import { existsSync, readdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import test from 'ava'
import { checkout } from '../../lab/paths.ts'
import { read } from './support/page.ts'

const pages = [
  'README.md',
  'CHANGELOG.md',
  ...readdirSync(join(checkout, 'docs')).map(name => `docs/${name}`),
]

for (const page of pages)
  test(`every link of ${page} leads somewhere`, t => {
    const text = read(page)
    const links = [...text.matchAll(/\]\((?!https?:)([^)#]*)(?:#([^)]*))?\)/gu)]
    for (const [, file = '', heading] of links) {
      const target = file === '' ? page : join(dirname(page), file)
      t.true(existsSync(join(checkout, target)), target)
      if (heading !== undefined) t.true(headings(read(target)).includes(heading), `${target}#${heading}`)
    }
    t.pass()
  })

test('README.md leads to every page', t => {
  const text = read('README.md')
  for (const page of pages.filter(name => name.startsWith('docs/'))) t.true(text.includes(`](${page})`), page)
})

/** The names that headings have in links. */
function headings(text: string): string[] {
  return [...text.matchAll(/^#+ (.*)$/gmu)].map(([, title = '']) =>
    title
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  )
}
