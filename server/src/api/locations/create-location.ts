import type { Clock } from '../../lib/clock.ts'
import { countryCodes } from '../../lib/countries.ts'
import type { Ids } from '../../lib/ids.ts'
import { InputError } from '../../lib/input-error.ts'
import { isTimezone } from '../../lib/timezone.ts'
import type { WriteTx } from '../../storage/storage.ts'
import { findCompany, listCompanies } from '../companies/company-store.ts'
import { createCompany } from '../companies/create-company.ts'
import { addWebhooksOfCompany } from '../events/company-webhooks.ts'
import { bounds, isLongerThan } from './bounds.ts'
import { insertLocation, type LocationRow } from './location-store.ts'

export interface LocationSpec {
  name: string
  /** Defaults to the only company, which is created if there is none. */
  companyId?: string | undefined
  /** ISO 3166-1 alpha-2. */
  country: string
  /** An IANA time zone. */
  timezone: string
  /** Whether two contacts may share an email or a phone. */
  allowDuplicates: boolean
}

/** The default country and time zone of a location. */
export const defaultPlace = { country: 'US', timezone: 'America/New_York' } as const

/**
 * Creates a location, with the webhooks of the apps that its whole company has.
 * @throws InputError if the company is unknown, or missing although there are several; if the name, the country or
 * the time zone is invalid.
 */
export async function createLocation(
  tx: WriteTx,
  { clock, ids }: { clock: Clock; ids: Ids },
  spec: LocationSpec,
): Promise<LocationRow> {
  const name = spec.name.trim()
  if (name === '' || isLongerThan(name, bounds.name)) {
    throw new InputError(`The name of a location has 1 to ${bounds.name} characters.`)
  }
  if (!countryCodes.includes(spec.country)) {
    throw new InputError(`${spec.country} is no country code (ISO 3166-1 alpha-2, such as US).`)
  }
  if (!isTimezone(spec.timezone)) {
    throw new InputError(`${spec.timezone} is no IANA time zone (such as America/Chicago).`)
  }
  const location = {
    id: ids.next(),
    companyId: await companyFor(tx, { clock, ids }, spec.companyId, name),
    name,
    country: spec.country,
    timezone: spec.timezone,
    allowDuplicateContact: spec.allowDuplicates ? 1 : 0,
    dateAdded: clock.now(),
  }
  await tx.run(insertLocation, location)
  const { id: locationId, companyId } = location
  await addWebhooksOfCompany(tx, { clock, ids }, { locationId, companyId })
  return { ...location, contactUniqueIdentifiers: null }
}

async function companyFor(
  tx: WriteTx,
  sources: { clock: Clock; ids: Ids },
  named: string | undefined,
  nameOfFirst: string,
): Promise<string> {
  if (named !== undefined) {
    if (!(await tx.get(findCompany, { id: named }))) throw new InputError(`There is no company ${named}.`)
    return named
  }
  const [only, another] = await tx.all(listCompanies, { limit: 2 })
  if (another)
    throw new InputError(
      'There are several companies: name the one that the location belongs to with --company.',
    )
  if (only) return only.id
  return (await createCompany(tx, sources, { name: nameOfFirst })).id
}
