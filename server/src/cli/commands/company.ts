import { Command, Option } from 'commander'
import { insertCompany, listCompanies } from '../../api/locations/company-store.ts'
import { systemClock as clock } from '../../lib/clock.ts'
import { randomIds as ids } from '../../lib/ids.ts'
import { nameValue } from '../argument-parsers.ts'
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
  return new Command('create')
    .description('Creates a company. The first location creates one automatically.')
    .addOption(
      withVariable(
        new Option('--name <text>', 'the name of the company').makeOptionMandatory().argParser(nameValue),
      ),
    )
    .addOption(databaseOption('writes'))
    .addOption(jsonOption())
    .addHelpText('after', '\nExample:\n  $ contactd company create --name "Acme Agency"')
    .action(create)
}

async function create({ name, ...options }: CommonOptions & { name: string }): Promise<void> {
  const company = { id: ids.next(), name, dateAdded: clock.now() }
  await withStorage(options, (storage) => storage.write((tx) => tx.run(insertCompany, company), 'database'))
  const view = companyView(company)
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
  const companies = rows.map(companyView)
  if (options.json) return printJson(companies)
  printTable(
    ['ID', 'NAME', 'ADDED'],
    companies.map(({ id, name, dateAdded }) => [id, name, dateAdded]),
  )
}

const companyView = ({ id, name, dateAdded }: { id: string; name: string; dateAdded: number }) => ({
  id,
  name,
  dateAdded: new Date(dateAdded).toISOString(),
})
