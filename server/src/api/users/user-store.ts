import type { Added } from '../../storage/read-in-slices.ts'
import { statement } from '../../storage/statement.ts'

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

/** JSON of a UserProfile. */
export const findUserProfile = statement<{ id: string }, { profile: string }>(
  'find-user-profile',
  'SELECT profile FROM users WHERE id = :id',
)

/** A user, with the length of their profile in UTF-8. */
export type ListedUser = Added & { size: number }

const listed = 'u.id, u.date_added AS "dateAdded", octet_length(u.profile) AS "size"'

/** Rows after a given one, oldest first. */
export const listUsersOfCompany = statement<{ companyId: string; limit: number } & Added, ListedUser>(
  'list-users-of-company',
  `SELECT ${listed} FROM users u
   WHERE u.company_id = :companyId AND (u.date_added, u.id) > (:dateAdded, :id)
   ORDER BY u.date_added, u.id LIMIT :limit`,
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

export const findUserByEmail = statement<{ companyId: string; emailLowerCase: string }, UserRow>(
  'find-user-by-email',
  `SELECT ${columns} FROM users u WHERE u.email_lower_case = :emailLowerCase AND u.company_id = :companyId`,
)

/** At most one per company. @param limit the most companies to search. */
export const listUsersByEmail = statement<{ emailLowerCase: string; limit: number }, UserRow>(
  'list-users-by-email',
  `SELECT ${columns} FROM users u WHERE u.email_lower_case = :emailLowerCase
   ORDER BY u.date_added, u.id LIMIT :limit`,
)

export const findUserOfLocation = statement<{ locationId: string; id: string }, UserRow>(
  'find-user-of-location',
  `SELECT ${columns} FROM location_users l JOIN users u ON u.id = l.user_id
   WHERE l.location_id = :locationId AND l.user_id = :id`,
)

/** Users after an id, by id. */
export const listUsersOfLocation = statement<{ locationId: string; id: string; limit: number }, ListedUser>(
  'list-users-of-location',
  `SELECT ${listed} FROM location_users l JOIN users u ON u.id = l.user_id
   WHERE l.location_id = :locationId AND l.user_id > :id
   ORDER BY l.user_id LIMIT :limit`,
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

export const updatePasswordHash = statement<{ id: string; passwordHash: string }>(
  'update-password-hash',
  'UPDATE users SET password_hash = :passwordHash WHERE id = :id',
)
