import type { Random } from '../random.ts'
import type { Found } from './search-moves.ts'
import { agree, ask, Disagreement, type World } from './world.ts'

/** A list that is read page by page while contacts are created, changed and deleted. */
export interface Walk {
  /** Reads the next page: its ids, and whether it is the last. */
  turn(world: World): Promise<{ ids: string[]; isLast: boolean }>
  /** Whether a change of a contact may move it in the list. */
  movesWithChanges: boolean
  seen: string[]
  /** The contacts at the beginning. */
  expected: string[]
  /** The contacts that have changed since. */
  touched: Set<string>
}

interface Listed {
  contacts: { id: string }[]
  meta: { startAfterId: string; startAfter: number; nextPage: number | null }
}

/** Begins to read a list: Get Contacts, or Search Contacts by creation time or by name. */
export async function beginWalk(random: Random, world: World): Promise<void> {
  if (world.walks.length >= 3) return
  const limit = random.int(1, 4)
  const isSorted = random.chance(0.5)
  world.walks.push({
    turn: random.chance(0.5) ? listPages(limit) : searchPages(limit, isSorted),
    movesWithChanges: isSorted,
    seen: [],
    expected: [...world.contacts.keys()],
    touched: new Set(),
  })
}

/** Reads the next page of a list. After the last one, no contact may be duplicated or missing. */
export async function walkOn(random: Random, world: World): Promise<void> {
  if (world.walks.length === 0) return
  const walk = random.pick(world.walks)
  const { ids, isLast } = await walk.turn(world)
  walk.seen.push(...ids)
  const maySkip = (id: string) => walk.movesWithChanges && walk.touched.has(id)
  const seen = walk.seen.filter((id) => !maySkip(id))
  agree([...new Set(seen)], seen)
  for (const id of ids)
    if (!world.contacts.has(id)) throw new Disagreement(`A page has ${id}, which is gone.`)
  if (!isLast) return
  const missed = walk.expected.filter((id) => world.contacts.has(id) && !maySkip(id) && !seen.includes(id))
  agree([], missed, 'were missed')
  world.walks.splice(world.walks.indexOf(walk), 1)
}

function listPages(limit: number): Walk['turn'] {
  let place = {}
  return async (world) => {
    const query = new URLSearchParams({ locationId: world.server.locationId, limit: String(limit), ...place })
    const { contacts, meta } = await ask<Listed>(world, 200, 'GET', `/contacts/?${query}`)
    place = { startAfterId: meta.startAfterId, startAfter: String(meta.startAfter) }
    return { ids: contacts.map(({ id }) => id), isLast: meta.nextPage === null }
  }
}

function searchPages(pageLimit: number, isSorted: boolean): Walk['turn'] {
  let place = {}
  const sort = isSorted ? { sort: [{ field: 'firstNameLowerCase', direction: 'asc' }] } : {}
  return async (world) => {
    const body = { locationId: world.server.locationId, pageLimit, ...sort, ...place }
    const { contacts } = await ask<Found>(world, 200, 'POST', '/contacts/search', body)
    place = { searchAfter: contacts.at(-1)?.searchAfter }
    return { ids: contacts.map(({ id }) => id), isLast: contacts.length < pageLimit }
  }
}
