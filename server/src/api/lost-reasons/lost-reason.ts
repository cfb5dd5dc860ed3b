import { foldCase } from '../../lib/fold-case.ts'
import type { LostReasonsQuery } from './lost-reason-schemas.ts'
import type { LostReasonRow } from './lost-reason-store.ts'

/** The most lost reasons of a location. */
export const maxLostReasons = 1000

/** A lost reason, as returned. */
export function lostReasonView({ id, name, locationId, dateAdded }: LostReasonRow) {
  const createdAt = new Date(dateAdded).toISOString()
  return { id, name, locationId, updatedAt: createdAt, createdAt }
}

/**
 * The lost reasons that a query finds: `name` is the whole name, `query` a part of it, both in any case. No lost
 * reason is deleted, so `deleted` finds none.
 */
export function lostReasonsFound(
  rows: readonly LostReasonRow[],
  { name, query = '', deleted }: LostReasonsQuery,
): LostReasonRow[] {
  if (deleted) return []
  const [wholeName, part] = [name && foldCase(name), foldCase(query)]
  return rows.filter((row) => {
    const folded = foldCase(row.name)
    return (!wholeName || folded === wholeName) && folded.includes(part)
  })
}
