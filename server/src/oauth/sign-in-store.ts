import { statement } from '../storage/statement.ts'

/** A user, as the sign-in asks for one. */
export interface SignInUserRow {
  id: string
  role: string
  type: string
  /** Null where none was set. */
  passwordHash: string | null
}

/** A session that lives, with the owner it stands for. */
export interface SessionRow {
  userId: string
  userName: string
  userEmail: string
  companyId: string
  companyName: string
}

export const findSignInUser = statement<{ emailLowerCase: string }, SignInUserRow>(
  'find-sign-in-user',
  `SELECT id, role, type, password_hash AS "passwordHash" FROM users
   WHERE email_lower_case = :emailLowerCase`,
)

/** Who is no owner any more has no session either. */
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
