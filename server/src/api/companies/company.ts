import type { CompanyRow } from './company-store.ts'

/** The optional properties of a company, under HighLevel's names, in the order of responses. */
const profileNames = [
  'email',
  'phone',
  'website',
  'address',
  'city',
  'postalCode',
  'country',
  'state',
  'timezone',
] as const

/** As stored, without unset properties. */
export type CompanyProfile = Partial<Record<(typeof profileNames)[number], string | undefined>>

/** The profile of a company from properties that may include others. */
export const profileOf = (properties: CompanyProfile): CompanyProfile =>
  Object.fromEntries(
    profileNames.flatMap((name) => (properties[name] === undefined ? [] : [[name, properties[name]]])),
  )

/** A company with the properties that are set. */
export const companyView = ({ id, name, profile }: CompanyRow) => ({
  id,
  name,
  ...(JSON.parse(profile) as CompanyProfile),
})
