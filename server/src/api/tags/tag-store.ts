import type { Ids } from '../../lib/ids.ts'
import { statement } from '../../storage/statement.ts'
import type { ReadTx, WriteTx } from '../../storage/storage.ts'
import { fullLists, listOf, listParams } from '../../storage/value-lists.ts'

export interface TagRow {
  id: string
  name: string
}

/** Tags after a name, by name. */
export const listTags = statement<{ locationId: string; after: string; limit: number }, TagRow>(
  'list-tags',
  `SELECT id, name FROM location_tags WHERE location_id = :locationId AND name > :after
   ORDER BY name LIMIT :limit`,
)

export const findTagByName = statement<{ locationId: string; name: string }, TagRow>(
  'find-tag-by-name',
  'SELECT id, name FROM location_tags WHERE location_id = :locationId AND name = :name',
)

/** Scans the tags of the location. Lookups by id are rare; only those by name have an index. */
export const findTag = statement<{ locationId: string; id: string }, TagRow>(
  'find-tag',
  'SELECT id, name FROM location_tags WHERE location_id = :locationId AND id = :id',
)

export const countTags = statement<{ locationId: string }, { count: number }>(
  'count-tags',
  'SELECT COUNT(*) AS "count" FROM location_tags WHERE location_id = :locationId',
)

/** As `countTags`, but may miss the latest changes. */
export const countTagsAbout = statement<{ locationId: string }, { count: number }>(
  'count-tags-about',
  countTags.sql,
  { mayBeStale: true },
)

/** Changes nothing if the location already has the tag. */
export const insertTag = statement<{ locationId: string; name: string; id: string }>(
  'insert-tag',
  `INSERT INTO location_tags (location_id, name, id) VALUES (:locationId, :name, :id)
   ON CONFLICT (location_id, name) DO NOTHING`,
)

const findTagNames = statement<Record<string, string>, { name: string }>(
  'find-tag-names',
  `SELECT name FROM location_tags
   WHERE location_id = :locationId AND name IN (${listOf((place) => `:name${place}`)})`,
)

const insertManyTags = statement<Record<string, string>>(
  'insert-tags',
  `INSERT INTO location_tags (location_id, name, id)
   VALUES ${listOf((place) => `(:locationId, :name${place}, :id${place})`)}
   ON CONFLICT (location_id, name) DO NOTHING`,
)

/**
 * The names that are not yet tags of the location. Looks up a few names one by one, since most rows are cached, and
 * many in lists of fifty.
 */
export async function unknownTags(
  tx: ReadTx,
  locationId: string,
  names: readonly string[],
): Promise<string[]> {
  const known = new Set<string>()
  if (areMany(names)) {
    for (const some of fullLists(names))
      for (const { name } of await tx.all(findTagNames, { locationId, ...listParams('name', some) }))
        known.add(name)
  } else for (const name of names) if (await tx.get(findTagByName, { locationId, name })) known.add(name)
  return names.filter((name) => !known.has(name))
}

/** Adds tags to a location, without duplicates. */
export async function insertTags(
  tx: WriteTx,
  ids: Ids,
  locationId: string,
  names: readonly string[],
): Promise<void> {
  if (!areMany(names)) {
    for (const name of names) await tx.run(insertTag, { locationId, name, id: ids.next() })
    return
  }
  for (const some of fullLists(names)) {
    const newIds = some.map(() => ids.next())
    await tx.run(insertManyTags, { locationId, ...listParams('name', some), ...listParams('id', newIds) })
  }
}

/** From this number on, lists are faster than single lookups. */
const manyNames = 25

const areMany = (names: readonly string[]) => names.length >= manyNames

export const renameTagRow = statement<{ locationId: string; id: string; name: string }>(
  'rename-tag',
  'UPDATE location_tags SET name = :name WHERE location_id = :locationId AND id = :id',
)

export const deleteTagRow = statement<{ locationId: string; id: string }>(
  'delete-tag',
  'DELETE FROM location_tags WHERE location_id = :locationId AND id = :id',
)

/** A change of a tag that has not reached all contacts yet. */
export interface TagChange {
  locationId: string
  id: string
  /** The tag as contacts have it. */
  name: string
}

/** @param newName null if the tag is deleted. */
export const insertTagChange = statement<{
  locationId: string
  id: string
  name: string
  newName: string | null
  dateAdded: number
}>(
  'insert-tag-change',
  `INSERT INTO tag_changes (location_id, id, name, new_name, date_added)
   VALUES (:locationId, :id, :name, :newName, :dateAdded)`,
)

/** Redirects unfinished changes to a name: contacts that they have not reached get the newer name at once. */
export const redirectTagChanges = statement<{ locationId: string; name: string; newName: string | null }>(
  'redirect-tag-changes',
  'UPDATE tag_changes SET new_name = :newName WHERE location_id = :locationId AND new_name = :name',
)

export const findTagChange = statement<{ locationId: string; id: string }, { newName: string | null }>(
  'find-tag-change',
  'SELECT new_name AS "newName" FROM tag_changes WHERE location_id = :locationId AND id = :id',
)

export const listTagChanges = statement<{ limit: number }, TagChange>(
  'list-tag-changes',
  `SELECT location_id AS "locationId", id, name FROM tag_changes ORDER BY date_added, id LIMIT :limit`,
)

export const deleteTagChange = statement<{ locationId: string; id: string }>(
  'delete-tag-change',
  'DELETE FROM tag_changes WHERE location_id = :locationId AND id = :id',
)
