import { Command, Option } from 'commander'
import { type CompanyProfile, companyView } from '../../api/companies/company.ts'
import { type ListedCompany, listCompanies } from '../../api/companies/company-store.ts'
import { createCompany } from '../../api/companies/create-company.ts'
import { systemClock as clock } from '../../lib/clock.ts'
import { randomIds as ids } from '../../lib/ids.ts'
import { countryValue, emailValue, nameValue, timezoneValue } from '../argument-parsers.ts'
import { maxListed, sayIfCut } from '../list-limit.ts'
import { type CommonOptions, databaseOption, jsonOption, withVariable } from '../options.ts'
import { printFields, printJson, printTable } from '../output.ts'
import { readDatabase, withStorage } from '../with-storage.ts'

/** `contactd company`: the agencies that locations belong to. */
export function companyCommand(): Command {
  return new Command('company')
    .description('Creates and lists companies.')
    .addCommand(createCommand())
    .addCommand(listCommand())
    .addHelpText('after', '\nExample:\n  $ contactd company list')
}

function createCommand(): Command {
  const create = new Command('create')
    .description('Creates a company. The first location creates one automatically.')
    .addOption(
      withVariable(
        new Option('--name <text>', 'the name of the company').makeOptionMandatory().argParser(nameValue),
      ),
    )
  for (const [flags, description, value] of details)
    create.addOption(withVariable(new Option(flags, description).argParser(value)))
  return create
    .addOption(databaseOption('writes'))
    .addOption(jsonOption())
    .addHelpText(
      'after',
      '\nExample:\n  $ contactd company create --name "Acme Agency" --email hello@example.com',
    )
    .action(createAndPrint)
}

/** The options that set a property each. */
const details = [
  ['--email <email>', 'the email', emailValue],
  ['--phone <text>', 'the phone number, stored as given', nameValue],
  ['--website <url>', 'the website', nameValue],
  ['--address <text>', 'the street address', nameValue],
  ['--city <text>', 'the city', nameValue],
  ['--postal-code <text>', 'the postal code', nameValue],
  ['--country <code>', 'the country, a two-letter code such as US', countryValue],
  ['--state <text>', 'the state', nameValue],
  ['--timezone <zone>', 'the time zone, such as America/Chicago', timezoneValue],
] as const

async function createAndPrint(options: CommonOptions & { name: string } & CompanyProfile): Promise<void> {
  const company = await withStorage(options, (storage) =>
    storage.write((tx) => createCompany(tx, { clock, ids }, options), 'database'),
  )
  const view = listedView(company)
  if (options.json) printJson(view)
  else printFields(view)
}

function listCommand(): Command {
  return new Command('list')
    .description('Lists the companies.')
    .addOption(databaseOption('reads'))
    .addOption(jsonOption())
    .addHelpText('after', '\nExample:\n  $ contactd company list --json')
    .action(list)
}

async function list(options: CommonOptions): Promise<void> {
  const rows = await readDatabase(options, (tx) => tx.all(listCompanies, { limit: maxListed }))
  sayIfCut(rows)
  const companies = rows.map(listedView)
  if (options.json) return printJson(companies)
  printTable(
    ['ID', 'NAME', 'ADDED'],
    companies.map(({ id, name, dateAdded }) => [id, name, dateAdded]),
  )
}

const listedView = (row: ListedCompany) => ({
  ...companyView(row),
  dateAdded: new Date(row.dateAdded).toISOString(),
})
