import { setTimeout as sleep } from 'node:timers/promises'

const giveUpAfterMs = 20_000

/** Waits until something is the case. @throws Error when it takes too long. */
export async function until(isSo: () => boolean): Promise<void> {
  const giveUpAt = performance.now() + giveUpAfterMs
  while (!isSo()) {
    if (performance.now() > giveUpAt) throw new Error(`This is not so after ${giveUpAfterMs} ms: ${isSo}`)
    await sleep(5)
  }
}
