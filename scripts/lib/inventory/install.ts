import { z } from 'zod'
import { sha256Sum } from '../plan/step.ts'
import { localPath, word } from './scalars.ts'

const archive = z.strictObject({
  archive: localPath.describe(
    "The archive of the program's release, as its project publishes it, on the machine that refit runs on.",
  ),
  sha256: sha256Sum.describe('Its SHA-256, in hexadecimal digits.'),
  version: z
    .string()
    .regex(/^\d+\.\d+\.\d+(?:-[\w.]+)?$/, 'expected a version such as 2.4.2')
    .describe('The version of the program in it.'),
})

const packaged = z.strictObject({
  package: word.describe("The name of a package of the node's distribution."),
  version: word
    .exactOptional()
    .describe('Its version, as the package manager writes it. Default: the newest.'),
})

/** How a program comes to a node that does not have it, or has another version of it than is asked for. */
export const install = z
  .union([archive, packaged], {
    error: 'expected archive, sha256 and version, or package and perhaps version',
  })
  .meta({ id: 'install' })
