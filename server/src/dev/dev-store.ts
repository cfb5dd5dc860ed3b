import { statement } from '../storage/statement.ts'

/** The number of contacts of all locations. */
export const countEveryContact = statement<Record<string, never>, { count: number }>(
  'count-every-contact',
  'SELECT COUNT(*) AS "count" FROM contacts',
)
