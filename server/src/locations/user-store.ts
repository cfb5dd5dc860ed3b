import { statement } from '../storage/statement.ts'

export interface UserRow {
  id: string
  companyId: string
  name: string
  email: string
  /** `admin` or `user`. */
  role: string
  /** `agency` for an owner of the company, else `account`. */
  type: string
}

/** A user with what else is known of them. */
export type FoundUser = UserRow & { profile: string; dateAdded: number }

/** JSON of a UserProfile. */
export const findUserProfile = statement<{ id: string }, { profile: string }>(
  'find-user-profile',
  'SELECT profile FROM users WHERE id = :id',
)

/** @param limit bounds how many of the company are looked at. */
export const listUsersOfCompany = statement<{ companyId: string; limit: number }, FoundUser>(
  'list-users-of-company',
  `SELECT id, company_id AS "companyId", name, email, role, type, profile, date_added AS "dateAdded"
   FROM users WHERE company_id = :companyId ORDER BY date_added, id LIMIT :limit`,
)

export const updateUserRow = statement<{
  id: string
  name: string
  role: string
  type: string
  profile: string
}>(
  'update-user',
  'UPDATE users SET name = :name, role = :role, type = :type, profile = :profile WHERE id = :id',
)

export const deleteLocationsOfUser = statement<{ userId: string }>(
  'delete-locations-of-user',
  'DELETE FROM location_users WHERE user_id = :userId',
)

export const deleteUserRow = statement<{ id: string }>('delete-user', 'DELETE FROM users WHERE id = :id')

const columns = `u.id, u.company_id AS "companyId", u.name, u.email, u.role, u.type`

export const insertUser = statement<{
  id: string
  companyId: string
  name: string
  email: string
  emailLowerCase: string
  role: string
  type: string
  dateAdded: number
}>(
  'insert-user',
  `INSERT INTO users (id, company_id, name, email, email_lower_case, role, type, date_added)
   VALUES (:id, :companyId, :name, :email, :emailLowerCase, :role, :type, :dateAdded)`,
)

export const insertLocationUser = statement<{ locationId: string; userId: string }>(
  'insert-location-user',
  'INSERT INTO location_users (location_id, user_id) VALUES (:locationId, :userId)',
)

export const deleteUsersOfLocation = statement<{ locationId: string }>(
  'delete-users-of-location',
  'DELETE FROM location_users WHERE location_id = :locationId',
)

export const findUser = statement<{ id: string }, UserRow>(
  'find-user',
  `SELECT ${columns} FROM users u WHERE u.id = :id`,
)

export const findUserByEmail = statement<{ emailLowerCase: string }, UserRow>(
  'find-user-by-email',
  `SELECT ${columns} FROM users u WHERE u.email_lower_case = :emailLowerCase`,
)

export const findUserOfLocation = statement<{ locationId: string; id: string }, UserRow>(
  'find-user-of-location',
  `SELECT ${columns} FROM location_users l JOIN users u ON u.id = l.user_id
   WHERE l.location_id = :locationId AND l.user_id = :id`,
)

export const listUsersOfLocation = statement<{ locationId: string; limit: number }, UserRow>(
  'list-users-of-location',
  `SELECT ${columns} FROM location_users l JOIN users u ON u.id = l.user_id
   WHERE l.location_id = :locationId ORDER BY u.date_added, u.id LIMIT :limit`,
)

export const listUsers = statement<{ limit: number }, UserRow>(
  'list-users',
  `SELECT ${columns} FROM users u ORDER BY u.date_added, u.id LIMIT :limit`,
)

export const listLocationIdsOfUser = statement<{ userId: string; limit: number }, { locationId: string }>(
  'list-location-ids-of-user',
  `SELECT location_id AS "locationId" FROM location_users WHERE user_id = :userId
   ORDER BY location_id LIMIT :limit`,
)

export const findFirstOwner = statement<{ companyId: string }, UserRow>(
  'find-first-owner',
  `SELECT ${columns} FROM users u
   WHERE u.company_id = :companyId AND u.type = 'agency' AND u.role = 'admin'
   ORDER BY u.date_added, u.id LIMIT 1`,
)

export const updatePasswordHash = statement<{ emailLowerCase: string; passwordHash: string }>(
  'update-password-hash',
  'UPDATE users SET password_hash = :passwordHash WHERE email_lower_case = :emailLowerCase',
)
