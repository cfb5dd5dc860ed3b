import { errors } from '../../http/errors.ts'

/** The profile of a user, as stored and returned, without unset properties. Never holds a password. */
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

/** The default permissions of the specification; contactd does not apply permissions. */
export const defaultPermissions: Readonly<Record<string, boolean>> = {
  campaignsEnabled: true,
  campaignsReadOnly: false,
  contactsEnabled: true,
  workflowsEnabled: true,
  workflowsReadOnly: false,
  triggersEnabled: true,
  funnelsEnabled: true,
  websitesEnabled: false,
  opportunitiesEnabled: true,
  dashboardStatsEnabled: true,
  bulkRequestsEnabled: true,
  appointmentsEnabled: true,
  reviewsEnabled: true,
  onlineListingsEnabled: true,
  phoneCallEnabled: true,
  conversationsEnabled: true,
  assignedDataOnly: false,
  adwordsReportingEnabled: false,
  membershipEnabled: false,
  facebookAdsReportingEnabled: false,
  attributionsReportingEnabled: false,
  settingsEnabled: true,
  tagsEnabled: true,
  leadValueEnabled: true,
  marketingEnabled: true,
  agentReportingEnabled: true,
  botService: false,
  socialPlanner: true,
  bloggingEnabled: true,
  invoiceEnabled: true,
  affiliateManagerEnabled: true,
  contentAiEnabled: true,
  refundsEnabled: true,
  recordPaymentEnabled: true,
  cancelSubscriptionEnabled: true,
  paymentsEnabled: true,
  communitiesEnabled: true,
  exportPaymentsEnabled: true,
}

/** The longest profile, as JSON in UTF-16 units: with the phones of 500 locations it has 20,000. */
const maxProfileLength = 32 * 1024

/** JSON of a profile, for storage. @throws ApiError 422 if it is too long. */
export function profileText(profile: UserProfile): string {
  const text = JSON.stringify(profile)
  if (text.length > maxProfileLength)
    throw errors.unprocessable([`the user must not grow beyond ${maxProfileLength} characters`])
  return text
}

/** Applies a body to a profile: changes permissions one by one, replaces the rest. */
export const withProfile = (before: UserProfile, changes: UserProfile): UserProfile => ({
  ...before,
  ...changes,
  ...((before.permissions ?? changes.permissions) && {
    permissions: { ...before.permissions, ...changes.permissions },
  }),
})

/** The part of a profile that a token may see: a location's token sees no other location. */
export function reachedProfile(profile: UserProfile, locationId: string | undefined): UserProfile {
  const { twilioPhone } = profile
  if (locationId === undefined || twilioPhone === undefined) return profile
  const own = Object.entries(twilioPhone).filter(([id]) => id === locationId)
  return { ...profile, twilioPhone: Object.fromEntries(own) }
}

/** The full name: first and last name, if set. */
export const fullName = ({ firstName = '', lastName = '' }: UserProfile): string =>
  `${firstName.trim()} ${lastName.trim()}`.trim()

/** First and last name: as sent, or else the first word of the name and the rest. */
export function partsOfName(name: string, profile: UserProfile): { firstName: string; lastName: string } {
  const [firstName = '', ...others] = name.split(' ')
  return {
    firstName: profile.firstName ?? firstName,
    lastName: profile.lastName ?? others.join(' '),
  }
}
