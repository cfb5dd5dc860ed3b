import { type Command, Option } from 'commander'
import type { ReadTx } from '../storage/storage.ts'
import { findCompanyOrFail, findLocationOrFail } from './find-or-fail.ts'
import { withVariable } from './options.ts'

/** What a command is told of where: a location or a whole company. */
export interface PlaceOptions {
  location?: string
  company?: string
}

export type Place = { location: string } | { company: string }

/** `--location ID` and `--company ID`, of which one is named. */
export function placeOptions(location: string, company: string): [Option, Option] {
  return [
    withVariable(new Option('--location <id>', location)),
    withVariable(new Option('--company <id>', company)),
  ]
}

/**
 * The one place that is named. Of a location in the environment and a company on the command line, or the
 * reverse, the latter counts. Ends the command with wrong usage where it is none or two.
 */
export function placeOf({ location, company }: PlaceOptions, command: Command): Place {
  const isTyped = (option: string) => command.getOptionValueSource(option) === 'cli'
  if (location !== undefined && company !== undefined && isTyped('location') !== isTyped('company')) {
    return isTyped('location') ? { location } : { company }
  }
  if (location !== undefined && company === undefined) return { location }
  if (company !== undefined && location === undefined) return { company }
  return command.error('error: name either --location or --company, one of them', { exitCode: 2 })
}

/** @throws Failure when there is no such location or company. */
export async function findPlaceOrFail(
  tx: ReadTx,
  place: Place,
): Promise<{ companyId: string; locationId?: string }> {
  if ('company' in place) return { companyId: (await findCompanyOrFail(tx, place.company)).id }
  const { companyId, id } = await findLocationOrFail(tx, place.location)
  return { companyId, locationId: id }
}
