import { type Scope, scopes } from './scopes.ts'

/** What a signed-in person may do: an owner everything in their company, a user what concerns contacts. */
export type SessionRole = 'owner' | 'user'

/** An owner is an admin of the company. Every other user of a location has the role `user`. */
export const roleOfUser = ({ role, type }: { role: string; type: string }): SessionRole =>
  role === 'admin' && type === 'agency' ? 'owner' : 'user'

/** The scopes of users who are not owners: contacts with their records, and reading what is chosen for them. */
const scopesOfUsers: readonly Scope[] = [
  'contacts.readonly',
  'contacts.write',
  'opportunities.readonly',
  'opportunities.write',
  'locations.readonly',
  'locations/customFields.readonly',
  'locations/customValues.readonly',
  'locations/templates.readonly',
  'locations/tags.readonly',
  'locations/tasks.readonly',
  'locations/tasks.write',
  'recurring-tasks.readonly',
  'recurring-tasks.write',
  'campaigns.readonly',
  'workflows.readonly',
  'users.readonly',
  'businesses.readonly',
]

/** The scopes of a token that a session makes. */
export const scopesOfRole: Readonly<Record<SessionRole, ReadonlySet<Scope>>> = {
  owner: new Set(scopes),
  user: new Set(scopesOfUsers),
}
