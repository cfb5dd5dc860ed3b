import { Command, Option } from 'commander'
import { createLocation, defaultPlace } from '../../api/locations/create-location.ts'
import { recordNewLocation } from '../../api/locations/location-events.ts'
import { type LocationRow, listLocations } from '../../api/locations/location-store.ts'
import { systemClock as clock } from '../../lib/clock.ts'
import { randomIds as ids } from '../../lib/ids.ts'
import { endLocation, finishLocationDeletion } from '../../lifecycle/delete-location.ts'
import { countryValue, nameValue, timezoneValue } from '../argument-parsers.ts'
import { findCompanyOrFail, findLocationOrFail } from '../find-or-fail.ts'
import { maxListed, sayIfCut } from '../list-limit.ts'
import { type CommonOptions, databaseOption, jsonOption, withVariable } from '../options.ts'
import { printFields, printJson, printTable } from '../output.ts'
import { readDatabase, withStorage } from '../with-storage.ts'

interface CreateOptions extends CommonOptions {
  name: string
  company?: string
  country: string
  timezone: string
  allowDuplicates?: boolean
}

/** `contactd location`: the sub-accounts that contacts belong to. */
export function locationCommand(): Command {
  return new Command('location')
    .description('Creates, lists and deletes locations.')
    .addCommand(createCommand())
    .addCommand(listCommand())
    .addCommand(deleteCommand())
    .addHelpText('after', '\nExample:\n  $ contactd location list')
}

function createCommand(): Command {
  return new Command('create')
    .description('Creates a location.')
    .addOption(
      withVariable(
        new Option('--name <text>', 'the name of the location').makeOptionMandatory().argParser(nameValue),
      ),
    )
    .addOption(
      withVariable(
        new Option(
          '--company <id>',
          'the company it belongs to (default: the only one, created if there is none)',
        ),
      ),
    )
    .addOption(
      withVariable(
        new Option('--country <code>', 'the country of national phone numbers')
          .default(defaultPlace.country)
          .argParser(countryValue),
      ),
    )
    .addOption(
      withVariable(
        new Option('--timezone <zone>', 'the time zone of the location')
          .default(defaultPlace.timezone)
          .argParser(timezoneValue),
      ),
    )
    .addOption(
      withVariable(new Option('--allow-duplicates', 'let contacts share an email or a phone number')),
    )
    .addOption(databaseOption('writes'))
    .addOption(jsonOption())
    .addHelpText(
      'after',
      '\nExample:\n  $ contactd location create --name "Blue Door Realty" --country GB --timezone Europe/London',
    )
    .action(create)
}

async function create(options: CreateOptions): Promise<void> {
  const { name, company, country, timezone, allowDuplicates = false } = options
  const row = await withStorage(options, (storage) =>
    storage.write(async (tx) => {
      const companyId = company === undefined ? undefined : (await findCompanyOrFail(tx, company)).id
      const spec = { name, companyId, country, timezone, allowDuplicates }
      const row = await createLocation(tx, { clock, ids }, spec)
      await recordNewLocation(tx, { clock, ids }, { ...row, profile: '{}' })
      return row
    }, 'database'),
  )
  printLocation(row, options)
}

function listCommand(): Command {
  return new Command('list')
    .description('Lists the locations, with the companies they belong to.')
    .addOption(databaseOption('reads'))
    .addOption(jsonOption())
    .addHelpText('after', '\nExample:\n  $ contactd location list --json')
    .action(list)
}

async function list(options: CommonOptions): Promise<void> {
  const rows = await readDatabase(options, (tx) => tx.all(listLocations, { limit: maxListed }))
  sayIfCut(rows)
  const locations = rows.map(locationView)
  if (options.json) return printJson(locations)
  printTable(
    ['ID', 'NAME', 'COMPANY', 'COUNTRY', 'TIMEZONE', 'DUPLICATES', 'ADDED'],
    locations.map((location) => [
      location.id,
      location.name,
      location.companyId,
      location.country,
      location.timezone,
      yesOrNo(location.allowDuplicateContact),
      location.dateAdded,
    ]),
  )
}

function deleteCommand(): Command {
  return new Command('delete')
    .description(
      'Deletes a location and everything in it: its contacts, its files, its tokens. A running server refuses it from the next request on.',
    )
    .argument('<id>', 'the id of the location (see `location list`)')
    .addOption(databaseOption('writes'))
    .addOption(jsonOption())
    .addHelpText('after', '\nExample:\n  $ contactd location delete ve9EPM428h8vShlRW1KT')
    .action(remove)
}

async function remove(id: string, options: CommonOptions): Promise<void> {
  const row = await withStorage(options, async (storage) => {
    const location = await storage.write(async (tx) => {
      const found = await findLocationOrFail(tx, id)
      await endLocation(tx, { clock, ids }, found)
      return found
    }, 'database')
    // If this is interrupted, the next start of a server continues it.
    await finishLocationDeletion(storage, id, new AbortController().signal)
    return location
  })
  printLocation(row, options)
}

function printLocation(row: LocationRow, { json }: CommonOptions): void {
  const location = locationView(row)
  if (json) printJson(location)
  else printFields({ ...location, allowDuplicateContact: yesOrNo(location.allowDuplicateContact) })
}

const locationView = ({ allowDuplicateContact, dateAdded, ...row }: LocationRow) => ({
  id: row.id,
  name: row.name,
  companyId: row.companyId,
  country: row.country,
  timezone: row.timezone,
  allowDuplicateContact: allowDuplicateContact === 1,
  dateAdded: new Date(dateAdded).toISOString(),
})

const yesOrNo = (value: boolean) => (value ? 'yes' : 'no')
