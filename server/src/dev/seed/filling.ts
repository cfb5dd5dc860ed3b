import type { PhonesContext } from '../../api/phones/parse-phones-first.ts'
import type { Principal } from '../../auth/principal.ts'
import type { Clock } from '../../lib/clock.ts'
import { beginningWith } from '../../lib/ids.ts'
import { parseInstant } from '../../lib/instant.ts'
import type { WriteTx } from '../../storage/storage.ts'
import type { Mistakes } from './mistakes.ts'
import { type Named, Names } from './names.ts'
import type { IdsAt } from './seed-ids.ts'

export interface SeedContext {
  context: PhonesContext
  idsAt: IdsAt
  mistakes: Mistakes
}

/** A location that is filled. */
export interface SeedPlace {
  locationId: string
  /** Who creates the items. */
  caller: Principal
  /** The path of its items in the seed, with a full stop at the end; empty for a seed of its own. */
  at: string
}

/** A location that is being filled. */
export interface Filling extends SeedContext, SeedPlace {
  tx: WriteTx
  /** The items of the location that others refer to. */
  names: Record<
    | 'users'
    | 'customFields'
    | 'pipelines'
    | 'lostReasons'
    | 'businesses'
    | 'campaigns'
    | 'workflows'
    | 'contacts',
    Names
  >
}

export const newFilling = (tx: WriteTx, context: SeedContext, place: SeedPlace): Filling => ({
  ...context,
  ...place,
  tx,
  names: {
    users: new Names(),
    customFields: new Names(),
    pipelines: new Names(),
    lostReasons: new Names(),
    businesses: new Names(),
    campaigns: new Names(),
    workflows: new Names(),
    contacts: new Names(),
  },
})

interface Item extends Named {
  dateAdded?: string
}

/** What a use case returns: something with an id, or JSON. */
type Made = { id: string } | string | undefined

/** Makes an item. @param own its sources of ids and time. @param path its path within the location. */
type Make<Of> = (item: Of, own: PhonesContext, path: string) => Promise<Made>

/**
 * Makes the items of a list, and notes why use cases refuse some.
 * @param path of the list, within the location.
 * @param names gets what others refer to an item by.
 * @param order in which the API lists the items: they come in the order of the seed.
 */
export async function each<Of extends Item>(
  { context, idsAt, mistakes, at }: SeedContext & SeedPlace,
  path: string,
  list: readonly Of[] | undefined,
  make: Make<Of>,
  { names, order }: { names?: Names | ((item: Of) => Names); order?: 'oldest first' | 'newest first' } = {},
): Promise<void> {
  const items = list ?? []
  const start = context.clock.now()
  for (const [index, item] of items.entries()) {
    const place = `${path}.${index}`
    const age = order === 'newest first' ? index : items.length - 1 - index
    const ids = beginningWith(idsAt(`${at}${place}`), item.id)
    const own = { ...context, ids, clock: clockAt(item.dateAdded, start - age) }
    const made = await mistakes.of(`${at}${place}`, () => make(item, own, place))
    const named = typeof names === 'function' ? names(item) : names
    named?.add(item, typeof made === 'object' ? made.id : undefined)
  }
}

/** The properties that a use case takes: the sources have the others. */
export function without<Of extends { id?: string; dateAdded?: string }>({
  id: _,
  dateAdded: __,
  ...fields
}: Of): Omit<Of, 'id' | 'dateAdded'> {
  return fields
}

/** @param date valid by the schema, if there is one. */
export function clockAt(date: string | undefined, otherwise: number): Clock {
  const now = (date === undefined ? undefined : parseInstant(date)) ?? otherwise
  return { now: () => now }
}

/** Notes values that a request would drop without an error: those that are not among the options of their fields. */
export function noteIgnored(
  { mistakes, at, names }: Filling,
  path: string,
  sent: readonly { id?: string; key?: string }[] | undefined,
  ignored: readonly string[],
): void {
  // The field may be the one that was refused.
  if (names.customFields.hasRefused) return
  for (const [index, item] of (sent ?? []).entries())
    if (ignored.includes(item.id || item.key || ''))
      mistakes.add(
        `${at}${path}.customFields.${index}`,
        'the value is not among the options of the custom field',
      )
}
