/** What else is known of a location, as stored. What is not set is missing. */
export interface LocationProfile extends LocationTexts {
  /** The prospect whose location it is. */
  email?: string | undefined
  firstName?: string | undefined
  lastName?: string | undefined
  /** Those that contactd keeps, and has no use for. */
  settings?: KeptSettings | undefined
  social?: Record<string, string | undefined> | undefined
}

interface LocationTexts {
  phone?: string | undefined
  address?: string | undefined
  city?: string | undefined
  state?: string | undefined
  postalCode?: string | undefined
  website?: string | undefined
}

interface KeptSettings {
  allowDuplicateOpportunity?: boolean | undefined
  allowFacebookNameMerge?: boolean | undefined
  disableContactTimezone?: boolean | undefined
}

/** What a body says of it: HighLevel's names in requests. */
export interface ProfileChanges extends LocationTexts {
  prospectInfo?: { firstName: string; lastName: string; email: string } | undefined
  settings?: (KeptSettings & { allowDuplicateContact?: boolean | undefined }) | undefined
  social?: Record<string, string | undefined> | undefined
}

/** What stands in a location's row. */
export const readProfile = (row: { profile: string } | undefined): LocationProfile =>
  JSON.parse(row?.profile ?? '{}') as LocationProfile

const textNames = ['phone', 'address', 'city', 'state', 'postalCode', 'website'] as const

/**
 * A profile with what a body says of it. Settings and social links are changed one by one; `''` takes a text
 * away.
 */
export function withProfile(before: LocationProfile, changes: ProfileChanges): LocationProfile {
  const { allowDuplicateContact, ...settings } = changes.settings ?? {}
  const after: LocationProfile = {
    ...before,
    ...changes.prospectInfo,
    settings: { ...before.settings, ...settings },
    social: withoutEmpty({ ...before.social, ...changes.social }),
  }
  for (const name of textNames) if (changes[name] !== undefined) after[name] = changes[name]
  return { ...withoutEmpty(after), settings: after.settings, social: after.social }
}

const withoutEmpty = <T extends object>(fields: T): T =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== '')) as T
