import type { Mistake } from './mistakes.ts'

/** Any item of a seed that has not been checked. */
export type Item = Record<string, unknown>

export const isItem = (value: unknown): value is Item =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

export interface Placed {
  /** Its path with a full stop at the end; empty for the whole seed. */
  at: string
  item: Item
}

/** The objects in a list of an item; none if there is no list. */
export function itemsOf({ at, item }: Placed, name: string): Placed[] {
  const list = item[name]
  if (!Array.isArray(list)) return []
  return list.flatMap((one, index) => (isItem(one) ? [{ at: `${at}${name}.${index}.`, item: one }] : []))
}

export const shown = (value: unknown) => JSON.stringify(value)

/** A mistake in a property of an item. */
export const mistakeAt = ({ at }: Placed, property: string, reason: string): Mistake => ({
  path: `${at}${property}`,
  sentence: `${at}${property}: ${reason}`,
})

/** Values of a property that occur twice in a list. */
export function repeated(lists: readonly (readonly Placed[])[], property: string): Mistake[] {
  return lists
    .flatMap((list) => {
      const seen = new Set<unknown>()
      return list.filter(({ item }) => {
        const value = item[property]
        const isKnown = typeof value === 'string' && seen.has(value)
        seen.add(value)
        return isKnown
      })
    })
    .map((placed) => mistakeAt(placed, property, `${shown(placed.item[property])} occurs twice`))
}

/** The item of a list that a name or an id is of. */
export const find = (list: readonly Placed[], reference: unknown): Placed | undefined =>
  list.find(({ item }) => [item.id, item.name].includes(reference))
