import { Random } from '../random.ts'
import { shorten } from '../shorten.ts'
import { create, get, lookUp, putAddresses, remove, update, upsert } from './contact-moves.ts'
import { follow, joinBusiness, listBusiness, tag, tagMany } from './many-moves.ts'
import { keep, notes, tasks } from './record-moves.ts'
import { search } from './search-moves.ts'
import { beginWalk, walkOn } from './walks.ts'
import { Disagreement, type Lie, startWorld, type World } from './world.ts'

/** The number of moves per server. */
const storyLength = 400
/** With this many contacts, deletions become as likely as new ones. */
const manyContacts = 30

type Move = (random: Random, world: World) => Promise<void>

const moves: readonly Move[] = [
  ...[
    create,
    create,
    update,
    update,
    upsert,
    putAddresses,
    get,
    lookUp,
    tag,
    tagMany,
    joinBusiness,
    listBusiness,
    follow,
  ],
  ...[notes, notes, tasks, tasks].map(
    (kind): Move =>
      (random, world) =>
        keep(random, world, kind),
  ),
  ...[search, search, search, beginWalk, walkOn, walkOn, walkOn],
]

/**
 * Uses servers at random but correctly, and compares every response with the model.
 * @param requests the minimum number; each story is finished.
 * @param lie changes responses before they are compared.
 * @returns the number of requests.
 * @throws Error that describes the first disagreement: the seed, and a short story that leads to it.
 */
export async function useByChance(seed: number, requests: number, lie?: Lie): Promise<number> {
  let sent = 0
  for (let storySeed = seed; sent < requests; storySeed++) {
    const random = new Random(storySeed)
    // Each move has its own seed, so the others do not change if one is removed.
    const seeds = Array.from({ length: storyLength }, () => random.int(0, 2 ** 31))
    const outcome = await tellStory(storySeed, seeds, lie)
    sent += outcome.told.length
    if (outcome.error) throw await shortened(storySeed, seeds.slice(0, outcome.moves), outcome, lie)
  }
  return sent
}

interface Outcome {
  told: string[]
  moves: number
  error?: Error
}

async function tellStory(seed: number, seeds: readonly number[], lie?: Lie): Promise<Outcome> {
  const world = await startWorld(seed, lie)
  let moves = 0
  try {
    for (const one of seeds) {
      moves++
      await move(new Random(one), world)
    }
    if (world.server.log.length > 0) throw new Error(`It logged ${JSON.stringify(world.server.log)}`)
    return { told: world.told, moves }
  } catch (error) {
    return { told: world.told, moves, error: error as Error }
  } finally {
    await world.server.close()
  }
}

async function move(random: Random, world: World): Promise<void> {
  const { contacts, server, allowsDuplicates } = world
  // The order of two contacts of one millisecond is unspecified: where it matters, the clock advances.
  server.clock.advance(allowsDuplicates || random.chance(0.5) ? random.int(1, 5000) : 0)
  if (contacts.size === 0) return create(random, world)
  const isFull = contacts.size > manyContacts
  if (random.chance(isFull ? 0.2 : 0.05)) return remove(random, world)
  return random.pick(moves)(random, world)
}

async function shortened(seed: number, seeds: readonly number[], long: Outcome, lie?: Lie): Promise<Error> {
  let best = long
  const isDisagreement = long.error instanceof Disagreement
  await shorten(seeds, async (some) => {
    const outcome = await tellStory(seed, some, lie)
    const isSame = outcome.error !== undefined && outcome.error instanceof Disagreement === isDisagreement
    if (isSame) best = outcome
    return isSame
  })
  return new Error([`use by chance, --seed ${seed}:`, ...best.told, best.error?.message].join('\n'))
}
