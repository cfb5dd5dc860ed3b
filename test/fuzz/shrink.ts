import { type Play, replay } from './play.ts'
import type { Step } from './step.ts'
import type { Surface } from './surfaces.ts'

/** The most times that a story is told again. */
const maxReplays = 200

/**
 * Looks for a shorter story that ends with the same fault: parts are left out, large ones first.
 * @param play one that ended with a fault.
 */
export async function shrink(surface: Surface, seed: number, play: Play): Promise<Play> {
  let best = play
  let replays = 0
  const tryWithout = async (from: number, length: number): Promise<boolean> => {
    const steps = best.exchanges.map(({ step }) => step)
    const shorter = await replay(surface, seed, without(steps, from, length))
    if (nameOf(shorter) !== nameOf(play)) return false
    best = shorter
    return true
  }
  for (let length = Math.floor(best.exchanges.length / 2); length >= 1; length = Math.floor(length / 2)) {
    // The last step is the one that fails.
    let from = best.exchanges.length - 1 - length
    while (from >= 0 && replays++ < maxReplays) {
      await tryWithout(from, length)
      from = Math.min(from - length, best.exchanges.length - 1 - length)
    }
  }
  return best
}

const without = (steps: readonly Step[], from: number, length: number): Step[] => [
  ...steps.slice(0, from),
  ...steps.slice(from + length),
]

/** What two stories must share to be about the same fault. */
const nameOf = ({ fault, exchanges }: Play) =>
  fault && `${exchanges.at(-1)?.step.operation.operationId} ${fault.kind}`
