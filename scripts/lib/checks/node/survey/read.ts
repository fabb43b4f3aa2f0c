import { readFile } from 'node:fs/promises'
import { messageOf, RefitError } from '../../../errors.ts'
import type { Session } from '../../../ssh/session.ts'
import { parseSurvey } from './survey.ts'
import type { Survey } from './survey.ts'

const script = new URL('../../../../node/survey.sh', import.meta.url)

/** Reads what the checks of a node want to know, in one round trip. Changes nothing on the node. */
export async function surveyNode(session: Session): Promise<Survey> {
  const { stdout } = await session.run(await readFile(script, 'utf8'), {
    timeout: 180_000,
    maxOutput: 8 * 1024 * 1024,
  })
  try {
    return parseSurvey(stdout)
  } catch (error) {
    throw new RefitError(`The node's answer to the survey cannot be read: ${messageOf(error)}.`, {
      host: session.host,
      state: 'Nothing was changed.',
      next: 'Run it again with --verbose, and look at what the login shell of the ssh user prints.',
      cause: error,
    })
  }
}
