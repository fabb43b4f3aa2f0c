import { setTimeout as sleep } from 'node:timers/promises'

/** Asks once a second until the answer is as wanted, at most so often; gives the last answer either way. */
export async function until<T>(
  ask: () => Promise<T>,
  isWanted: (answer: T) => boolean,
  seconds: number,
): Promise<T> {
  for (let tries = 0; ; tries += 1) {
    const answer = await ask()
    if (isWanted(answer) || tries === seconds) return answer
    await sleep(1000)
  }
}
