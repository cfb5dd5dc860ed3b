import { statement } from '../storage/statement.ts'

/** A person who is signed in, with their company. */
export interface SessionUserRow {
  userId: string
  userName: string
  userEmail: string
  role: string
  type: string
  companyId: string
  companyName: string
  /** Milliseconds since 1970. */
  dateExpires: number
}

/** The person of a session that has not expired. */
export const findSessionUser = statement<{ hash: string; now: number }, SessionUserRow>(
  'find-session-user',
  `SELECT u.id AS "userId", u.name AS "userName", u.email AS "userEmail", u.role, u.type,
     c.id AS "companyId", c.name AS "companyName", s.date_expires AS "dateExpires"
   FROM sign_in_sessions s
   JOIN users u ON u.id = s.user_id
   JOIN companies c ON c.id = u.company_id
   WHERE s.hash = :hash AND s.date_expires > :now`,
)

/** The person of a session, if they may work in the location: an owner of its company, or one of its users. */
export const findSessionUserInLocation = statement<
  { hash: string; now: number; locationId: string },
  Pick<SessionUserRow, 'userId' | 'role' | 'type' | 'companyId' | 'dateExpires'>
>(
  'find-session-user-in-location',
  `SELECT u.id AS "userId", u.role, u.type, u.company_id AS "companyId", s.date_expires AS "dateExpires"
   FROM sign_in_sessions s
   JOIN users u ON u.id = s.user_id
   JOIN locations l ON l.id = :locationId AND l.company_id = u.company_id AND l.date_deleted IS NULL
   LEFT JOIN location_users m ON m.location_id = :locationId AND m.user_id = u.id
   WHERE s.hash = :hash AND s.date_expires > :now
     AND (m.user_id IS NOT NULL OR (u.role = 'admin' AND u.type = 'agency'))`,
)
