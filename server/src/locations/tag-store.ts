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
