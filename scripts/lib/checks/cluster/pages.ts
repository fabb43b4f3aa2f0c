import { lastLine } from '../../cluster/kubectl.ts'
import type { Kubectl } from '../../cluster/kubectl.ts'
import { RefitError } from '../../errors.ts'
import { json } from '../../facts/text.ts'
import { list, object, text } from '../loose.ts'
import { z } from 'zod'

/** Objects of 1.5 MB, the most that etcd takes, would make a page of 750 MB. */
const maxOutput = 64 * 1024 * 1024

const page = object({ items: list(z.unknown(), Infinity), metadata: object({ continue: text }) })

/**
 * The items of a list of the API, a page at a time, so that no answer is larger than a page; where its objects are very
 * large, smaller pages are asked for. A list that the server has forgotten half way (it keeps one for five minutes) is
 * begun again: items may come twice. Throws a RefitError with what the server said.
 */
export async function* pages(
  kubectl: Kubectl,
  path: string,
  size: number,
  most = Infinity,
): AsyncGenerator<unknown[]> {
  let token = ''
  let restarts = 0
  let limit = size
  for (let given = 0; given < most;) {
    const query = `limit=${limit}${token === '' ? '' : `&continue=${encodeURIComponent(token)}`}`
    const result = await kubectl(['get', '--raw', `${path}?${query}`], { timeout: 60_000, maxOutput })
    if (result.isCut === true) {
      if (limit === 1) throw new RefitError("the API server's answer is too long")
      limit = Math.ceil(limit / 8)
      continue
    }
    if (
      result.code !== 0 &&
      token !== '' &&
      /continue parameter|expired|too old/iu.test(result.stderr) &&
      restarts < 2
    ) {
      restarts += 1
      token = ''
      continue
    }
    if (result.code !== 0) throw new RefitError(lastLine(result.stderr) || 'kubectl was ended')
    const answer = json(result.stdout)
    if (answer === undefined) throw new RefitError("the API server's answer cannot be read")
    const { items, metadata } = page.parse(answer)
    yield items
    given += items.length
    token = metadata.continue
    if (token === '') return
  }
}
