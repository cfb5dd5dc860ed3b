import { statement } from '../storage/statement.ts'

/** What a database that is no file keeps in itself: see `storage/migrations/008-kept-values.ts`. */
export const findKeptValue = statement<{ name: string }, { content: string }>(
  'find-kept-value',
  'SELECT content FROM kept_values WHERE name = :name',
)

/** Changes nothing where there is one of the name. */
export const insertKeptValue = statement<{ name: string; content: string }>(
  'insert-kept-value',
  'INSERT INTO kept_values (name, content) VALUES (:name, :content) ON CONFLICT (name) DO NOTHING',
)

export const deleteKeptValue = statement<{ name: string }>(
  'delete-kept-value',
  'DELETE FROM kept_values WHERE name = :name',
)
