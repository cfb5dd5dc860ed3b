import { Command, Option } from 'commander'
import { systemClock as clock } from '../lib/clock.ts'
import { randomIds as ids } from '../lib/ids.ts'
import { createLocation, defaultPlace } from '../locations/create-location.ts'
import { type LocationRow, listLocations } from '../locations/location-store.ts'
import { findCompanyOrFail } from './find-or-fail.ts'
import { maxListed, sayIfCut } from './listing.ts'
import { type CommonOptions, databaseOption, jsonOption, withVariable } from './options.ts'
import { printFields, printJson, printTable } from './output.ts'
import { countryValue, nameValue, timezoneValue } from './values.ts'
import { withStorage } from './with-storage.ts'

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
    .description('Makes and lists locations.')
    .addCommand(createCommand())
    .addCommand(listCommand())
    .addHelpText('after', '\nExample:\n  $ contactd location list')
}

function createCommand(): Command {
  return new Command('create')
    .description('Makes a location.')
    .addOption(
      withVariable(
        new Option('--name <text>', 'the name of the location').makeOptionMandatory().argParser(nameValue),
      ),
    )
    .addOption(
      withVariable(
        new Option(
          '--company <id>',
          'the company it belongs to; without it the only one, made when there is none',
        ),
      ),
    )
    .addOption(
      withVariable(
        new Option('--country <code>', 'the country whose national phone numbers are meant')
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
    .addOption(databaseOption())
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
      return createLocation(tx, { clock, ids }, { name, companyId, country, timezone, allowDuplicates })
    }),
  )
  const location = locationView(row)
  if (options.json) printJson(location)
  else printFields({ ...location, allowDuplicateContact: yesOrNo(location.allowDuplicateContact) })
}

function listCommand(): Command {
  return new Command('list')
    .description('Lists the locations, with the companies they belong to.')
    .addOption(databaseOption())
    .addOption(jsonOption())
    .addHelpText('after', '\nExample:\n  $ contactd location list --json')
    .action(list)
}

async function list(options: CommonOptions): Promise<void> {
  const rows = await withStorage(options, (storage) =>
    storage.read((tx) => tx.all(listLocations, { limit: maxListed })),
  )
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
