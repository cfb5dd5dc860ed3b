import type { Permission } from './permissions.ts'
import type { UniqueIdentifier } from './unique-identifiers.ts'

/** The profile of a location, as stored, without unset properties. */
export interface LocationProfile extends LocationTexts {
  /** The owner of the location. */
  email?: string | undefined
  firstName?: string | undefined
  lastName?: string | undefined
  /** Settings that contactd stores but does not apply. */
  settings?: KeptSettings | undefined
  social?: Record<string, string | undefined> | undefined
  permissions?: Permission[] | undefined
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

/** Settings that have columns of their own. */
interface SettingsOfRow {
  allowDuplicateContact?: boolean | undefined
  contactUniqueIdentifiers?: UniqueIdentifier[] | undefined
}

/** The profile in a body, under HighLevel's names. */
export interface ProfileChanges extends LocationTexts {
  prospectInfo?: { firstName: string; lastName: string; email: string } | undefined
  settings?: (KeptSettings & SettingsOfRow) | undefined
  social?: Record<string, string | undefined> | undefined
}

/** The columns of a location. */
export const readProfile = (row: { profile: string } | undefined): LocationProfile =>
  JSON.parse(row?.profile ?? '{}') as LocationProfile

const textNames = ['phone', 'address', 'city', 'state', 'postalCode', 'website'] as const

/** Applies a body to a profile. Changes settings and social links one by one; `''` removes a text. */
export function withProfile(before: LocationProfile, changes: ProfileChanges): LocationProfile {
  const { allowDuplicateContact, contactUniqueIdentifiers, ...settings } = changes.settings ?? {}
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
