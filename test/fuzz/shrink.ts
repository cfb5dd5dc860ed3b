import { type Play, replay } from './play.ts'
import { shorten } from './shorten.ts'
import type { Surface } from './surfaces.ts'

/**
 * Searches for a shorter story that ends with the same fault.
 * @param play one that ended with a fault.
 */
export async function shrink(surface: Surface, seed: number, play: Play): Promise<Play> {
  let best = play
  await shorten(
    play.exchanges.map(({ step }) => step),
    async (steps) => {
      const shorter = await replay(surface, seed, steps)
      const isSame = nameOf(shorter) === nameOf(play)
      if (isSame) best = shorter
      return isSame
    },
  )
  return best
}

/** What two stories must share to have the same fault. */
const nameOf = ({ fault, exchanges }: Play) =>
  fault && `${exchanges.at(-1)?.step.operation.operationId} ${fault.kind}`
