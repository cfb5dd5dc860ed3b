/** What else is known of a user, as stored and answered. What is not set is missing. Never a password. */
export interface UserProfile {
  firstName?: string | undefined
  lastName?: string | undefined
  phone?: string | undefined
  permissions?: Record<string, boolean | undefined> | undefined
  scopes?: string[] | undefined
  scopesAssignedToOnly?: string[] | undefined
  profilePhoto?: string | undefined
  /** By location id. */
  twilioPhone?: Record<string, string> | undefined
  platformLanguage?: string | undefined
}

/** A profile with what a body says of it: permissions are changed one by one, the rest is replaced. */
export const withProfile = (before: UserProfile, changes: UserProfile): UserProfile => ({
  ...before,
  ...changes,
  ...((before.permissions ?? changes.permissions) && {
    permissions: { ...before.permissions, ...changes.permissions },
  }),
})

/** What a token may know of it: of a location's token no other location is named. */
export function reachedProfile(profile: UserProfile, locationId: string | undefined): UserProfile {
  const { twilioPhone } = profile
  if (locationId === undefined || twilioPhone === undefined) return profile
  const own = Object.entries(twilioPhone).filter(([id]) => id === locationId)
  return { ...profile, twilioPhone: Object.fromEntries(own) }
}

/** The whole name: first and last, where they are there. */
export const fullName = ({ firstName = '', lastName = '' }: UserProfile): string =>
  `${firstName.trim()} ${lastName.trim()}`.trim()

/** First and last name: as they were sent, else the first word of the name and the rest. */
export function partsOfName(name: string, profile: UserProfile): { firstName: string; lastName: string } {
  const [firstName = '', ...others] = name.split(' ')
  return {
    firstName: profile.firstName ?? firstName,
    lastName: profile.lastName ?? others.join(' '),
  }
}
