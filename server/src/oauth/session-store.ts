import { statement } from '../storage/statement.ts'

/** Signs a user out everywhere. */
export const deleteSessionsOfUser = statement<{ userId: string }>(
  'delete-sessions-of-user',
  'DELETE FROM sign_in_sessions WHERE user_id = :userId',
)
