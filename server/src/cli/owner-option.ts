import { type Command, Option } from 'commander'
import type { ReadTx } from '../storage/storage.ts'
import { findCompanyOrFail, findLocationOrFail } from './find-or-fail.ts'
import { withVariable } from './options.ts'

/** The options of a place: a location or a whole company. */
export interface PlaceOptions {
  location?: string
  company?: string
}

export type Place = { location: string } | { company: string }

/** `--location ID` and `--company ID`, exactly one of which is required. */
export function placeOptions(location: string, company: string): [Option, Option] {
  return [
    withVariable(new Option('--location <id>', location)),
    withVariable(new Option('--company <id>', company)),
  ]
}

/**
 * The one place that is given. The command line takes precedence over the environment. Exits with a usage error if
 * none or both are given.
 */
export function placeOf({ location, company }: PlaceOptions, command: Command): Place {
  const isTyped = (option: string) => command.getOptionValueSource(option) === 'cli'
  if (location !== undefined && company !== undefined && isTyped('location') !== isTyped('company')) {
    return isTyped('location') ? { location } : { company }
  }
  if (location !== undefined && company === undefined) return { location }
  if (company !== undefined && location === undefined) return { company }
  return command.error('error: give either --location or --company', { exitCode: 2 })
}

/** @throws Failure if the location or company does not exist. */
export async function findPlaceOrFail(
  tx: ReadTx,
  place: Place,
): Promise<{ companyId: string; locationId?: string }> {
  if ('company' in place) return { companyId: (await findCompanyOrFail(tx, place.company)).id }
  const { companyId, id } = await findLocationOrFail(tx, place.location)
  return { companyId, locationId: id }
}
