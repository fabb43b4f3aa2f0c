import { z } from 'zod'
import { localPath } from './scalars.ts'

/** Where a password is to be found. The inventory never holds one itself. */
export const passwordReference = z
  .union(
    [
      z.strictObject({
        env: z
          .string()
          .regex(/^[A-Za-z_]\w*$/, 'expected the name of an environment variable')
          .describe('The environment variable that holds it.'),
      }),
      z.strictObject({
        file: localPath.describe('A file that holds it and that is closed to other users.'),
      }),
      z.strictObject({
        prompt: z.literal(true).describe('Ask for it, once a run.'),
      }),
    ],
    {
      error:
        'expected { env: NAME }, { file: PATH } or { prompt: true }: a password does not belong in a file that is copied, shown and committed',
    },
  )
  .meta({ id: 'password' })

export type PasswordReference = z.output<typeof passwordReference>
