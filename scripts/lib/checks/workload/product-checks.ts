import type { Check } from '../check.ts'
import { sources } from '../sources.ts'
import { products } from './products.ts'
import { withoutDocker } from './sockets.ts'
import type { Workload } from './workload.ts'

/** Agents and builders that are known to be set up for one runtime. */
export const knownProduct: Check<Workload> = {
  id: 'known-product',
  title: 'Is a product that is set up for a runtime',
  severity: 'note',
  about: 'workload',
  targets: withoutDocker,
  reads: `images of containers, for these: ${products.map(({ name }) => name).join(', ')}`,
  why: 'Each of these goes on without a word, and sees no containers or reads no logs, until it is told of the new runtime.',
  fix: 'Do what the finding says, before or with the first node.',
  sources: [sources.agents],
  run: ({ owner, spec, place }) =>
    spec.containers.flatMap(({ image, path }) => {
      const name = nameOf(image)
      const known = name === '' ? undefined : products.find(product => product.image.test(name))
      if (known === undefined) return []
      const { severity } = known
      return [
        {
          owner,
          place: place([...path, 'image']),
          message: `${image} is ${known.name}, which needs ${known.needs}.`,
          ...(severity === undefined ? {} : { severity }),
        },
      ]
    }),
}

/** "registry:5000/team/fluentd:v1@sha256:…" is "team/fluentd". */
function nameOf(image: string): string {
  const name = image.replace(/@.*$/u, '').replace(/:[^/:]*$/u, '')
  return name.replace(/^(?:[^/]*[.:][^/]*|localhost)\//u, '')
}
