import { statement } from '../storage/statement.ts'

/** Values that a database without a folder stores in itself: see `storage/migrations/008-kept-values.ts`. */
export const findKeptValue = statement<{ name: string }, { content: string }>(
  'find-kept-value',
  'SELECT content FROM kept_values WHERE name = :name',
)

/** Does nothing if the name exists. */
export const insertKeptValue = statement<{ name: string; content: string }>(
  'insert-kept-value',
  'INSERT INTO kept_values (name, content) VALUES (:name, :content) ON CONFLICT (name) DO NOTHING',
)

export const deleteKeptValue = statement<{ name: string }>(
  'delete-kept-value',
  'DELETE FROM kept_values WHERE name = :name',
)
