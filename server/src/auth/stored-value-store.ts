import { statement } from '../storage/statement.ts'

/** Values that a database without a folder stores in itself: see `storage/migrations/008-kept-values.ts`. */
export const findStoredValue = statement<{ name: string }, { content: string }>(
  'find-stored-value',
  'SELECT content FROM kept_values WHERE name = :name',
)

/** Does nothing if the name exists. */
export const insertStoredValue = statement<{ name: string; content: string }>(
  'insert-stored-value',
  'INSERT INTO kept_values (name, content) VALUES (:name, :content) ON CONFLICT (name) DO NOTHING',
)

export const deleteStoredValue = statement<{ name: string }>(
  'delete-stored-value',
  'DELETE FROM kept_values WHERE name = :name',
)
