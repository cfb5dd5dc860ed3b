import { goodStep } from './good-steps.ts'
import { judge } from './judge.ts'
import type { Random } from './random.ts'
import { send } from './send.ts'
import { spoil } from './spoil.ts'
import type { Exchange, Fault, Step } from './step.ts'
import type { Surface } from './surfaces.ts'
import { Things } from './things.ts'
import { startWorld } from './world.ts'

/** The share of invalid requests. */
const spoiledShare = 0.5

/** A story with its requests, and the fault that ended it. */
export interface Play {
  exchanges: Exchange[]
  fault?: Fault
}

/**
 * Tells a new story: random requests, each based on the earlier responses.
 * @param length the number of requests.
 */
export function improvise(surface: Surface, seed: number, random: Random, length: number): Promise<Play> {
  return play(surface, seed, (things, number) => {
    if (number === length) return undefined
    const step = goodStep(random, things, surface, number)
    if (random.chance(spoiledShare)) spoil(random, things, step)
    return step
  })
}

/** Repeats a story, or what remains of it after shortening. */
export const replay = (surface: Surface, seed: number, steps: readonly Step[]): Promise<Play> =>
  play(surface, seed, (_, number) => steps[number])

async function play(
  surface: Surface,
  seed: number,
  nextStep: (things: Things, number: number) => Step | undefined,
): Promise<Play> {
  const world = await startWorld(seed)
  const exchanges: Exchange[] = []
  try {
    const things = new Things(world.standing)
    for (;;) {
      const step = nextStep(things, exchanges.length)
      if (!step) break
      const exchange = await send(world, things, step)
      exchanges.push(exchange)
      const fault = judge(surface, things, exchange)
      if (fault) return { exchanges, fault }
      things.learn(exchange)
    }
    const [line] = world.server.log
    if (line) return { exchanges, fault: { kind: `log ${line.level}`, detail: String(line.args) } }
    return { exchanges }
  } finally {
    await world.server.close()
  }
}
