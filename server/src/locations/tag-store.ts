import { statement } from '../storage/statement.ts'

export interface TagRow {
  id: string
  name: string
}

export const listTags = statement<{ locationId: string; limit: number }, TagRow>(
  'list-tags',
  'SELECT id, name FROM location_tags WHERE location_id = :locationId ORDER BY name LIMIT :limit',
)

export const findTagByName = statement<{ locationId: string; name: string }, TagRow>(
  'find-tag-by-name',
  'SELECT id, name FROM location_tags WHERE location_id = :locationId AND name = :name',
)

/** Looks through the tags of the location: an id of a tag is asked for rarely, its name all the time. */
export const findTag = statement<{ locationId: string; id: string }, TagRow>(
  'find-tag',
  'SELECT id, name FROM location_tags WHERE location_id = :locationId AND id = :id',
)

export const countTags = statement<{ locationId: string }, { count: number }>(
  'count-tags',
  'SELECT COUNT(*) AS "count" FROM location_tags WHERE location_id = :locationId',
)

/** Changes nothing where the location has the tag already. */
export const insertTag = statement<{ locationId: string; name: string; id: string }>(
  'insert-tag',
  `INSERT INTO location_tags (location_id, name, id) VALUES (:locationId, :name, :id)
   ON CONFLICT (location_id, name) DO NOTHING`,
)

export const renameTagRow = statement<{ locationId: string; id: string; name: string }>(
  'rename-tag',
  'UPDATE location_tags SET name = :name WHERE location_id = :locationId AND id = :id',
)

export const deleteTagRow = statement<{ locationId: string; id: string }>(
  'delete-tag',
  'DELETE FROM location_tags WHERE location_id = :locationId AND id = :id',
)

/** A change of a tag that is not done on all contacts yet. */
export interface TagChange {
  locationId: string
  id: string
  /** The tag as contacts have it. */
  name: string
}

/** @param newName null where the tag goes. */
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

/** What was on its way to a name goes on from there: contacts that still have the old one skip it. */
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
