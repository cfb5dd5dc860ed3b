import { statement } from '../storage/statement.ts'

/** A user, with the fields that the sign-in needs. */
export interface SignInUserRow {
  id: string
  role: string
  type: string
  /** Null if no password is set. */
  passwordHash: string | null
}

/** A valid session with its owner. */
export interface SessionRow {
  userId: string
  userName: string
  userEmail: string
  companyId: string
  companyName: string
}

/** The users with that email, one per company. @param limit the maximum number of companies. */
export const listSignInUsers = statement<{ emailLowerCase: string; limit: number }, SignInUserRow>(
  'list-sign-in-users',
  `SELECT id, role, type, password_hash AS "passwordHash" FROM users
   WHERE email_lower_case = :emailLowerCase ORDER BY date_added, id LIMIT :limit`,
)

/** Further companies are ignored; nobody owns so many. */
export const maxUsersOfEmail = 1_000

/** A user who is no longer an owner has no session. */
export const findSession = statement<{ hash: string; now: number }, SessionRow>(
  'find-session',
  `SELECT u.id AS "userId", u.name AS "userName", u.email AS "userEmail", c.id AS "companyId",
     c.name AS "companyName"
   FROM sign_in_sessions s
   JOIN users u ON u.id = s.user_id AND u.role = 'admin' AND u.type = 'agency'
   JOIN companies c ON c.id = u.company_id
   WHERE s.hash = :hash AND s.date_expires > :now`,
)

export const insertSession = statement<{ hash: string; userId: string; dateExpires: number }>(
  'insert-session',
  `INSERT INTO sign_in_sessions (hash, user_id, date_expires) VALUES (:hash, :userId, :dateExpires)`,
)

export const deleteSession = statement<{ hash: string }>(
  'delete-session',
  'DELETE FROM sign_in_sessions WHERE hash = :hash',
)

export const deleteSessionsOfUser = statement<{ userId: string }>(
  'delete-sessions-of-user',
  'DELETE FROM sign_in_sessions WHERE user_id = :userId',
)

export const deleteSessionsExpiredBefore = statement<{ before: number }>(
  'delete-sessions-expired-before',
  'DELETE FROM sign_in_sessions WHERE date_expires <= :before',
)
