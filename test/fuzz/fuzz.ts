import { improvise } from './play.ts'
import { Random } from './random.ts'
import { shrink } from './shrink.ts'
import type { Surface } from './surfaces.ts'
import { tell } from './tell.ts'

/** How many requests one server gets before the next story begins with a new one. */
const storyLength = 500

/** How often each status was returned, by operation. */
export type Seen = Map<string, Map<number, number>>

/**
 * Sends many requests, in stories of some hundred. Story `n` of seed `s` is the first one of seed `s + n`.
 * @returns the statuses.
 * @throws Error that describes the first failure: the seed, and a short story that leads to it.
 */
export async function fuzz(surface: Surface, seed: number, requests: number): Promise<Seen> {
  const seen: Seen = new Map()
  for (let sent = 0, storySeed = seed; sent < requests; sent += storyLength, storySeed++) {
    const length = Math.min(storyLength, requests - sent)
    const play = await improvise(surface, storySeed, new Random(storySeed), length)
    for (const { step, status } of play.exchanges) count(seen, step.operation.operationId, status)
    if (play.fault) {
      const short = await shrink(surface, storySeed, play)
      throw new Error(`${surface.name}, --seed ${storySeed} --requests ${storyLength}:\n${tell(short)}`)
    }
  }
  return seen
}

function count(seen: Seen, operationId: string, status: number): void {
  const statuses = seen.get(operationId) ?? new Map<number, number>()
  statuses.set(status, (statuses.get(status) ?? 0) + 1)
  seen.set(operationId, statuses)
}
