import { setTimeout as sleep } from 'node:timers/promises'

const giveUpAfterMs = 20_000

/** Waits until a condition holds. @throws Error after a time limit. */
export async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
  const giveUpAt = performance.now() + giveUpAfterMs
  while (!(await isSo())) {
    if (performance.now() > giveUpAt) throw new Error(`This is not so after ${giveUpAfterMs} ms: ${isSo}`)
    await sleep(5)
  }
}
