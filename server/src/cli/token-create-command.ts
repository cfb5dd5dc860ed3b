import { Command, Option } from 'commander'
import { createPrivateIntegrationToken } from '../auth/private-integration-token.ts'
import { scopes as knownScopes, type Scope } from '../auth/scopes.ts'
import { systemClock as clock } from '../lib/clock.ts'
import { randomIds as ids } from '../lib/ids.ts'
import { type CommonOptions, databaseOption, jsonOption, withVariable } from './options.ts'
import { print, printFields, printJson, say } from './output.ts'
import { findPlaceOrFail, type PlaceOptions, placeOf, placeOptions } from './place.ts'
import { nameValue, scopesValue } from './values.ts'
import { withStorage } from './with-storage.ts'

interface CreateOptions extends CommonOptions, PlaceOptions {
  scopes: Scope[]
  name: string
}

/** `contactd token create`. */
export function tokenCreateCommand(): Command {
  const [location, company] = placeOptions(
    'the location that the token reaches',
    'the company whose locations the token reaches',
  )
  return new Command('create')
    .description('Makes a token for a location or a company, and shows it this once.')
    .addOption(location)
    .addOption(company)
    .addOption(
      withVariable(
        new Option('--scopes <list>', `what the token may do: ${knownScopes.join(', ')}`)
          .makeOptionMandatory()
          .argParser(scopesValue),
      ),
    )
    .addOption(
      withVariable(
        new Option('--name <text>', 'what the token is for')
          .default('Private integration')
          .argParser(nameValue),
      ),
    )
    .addOption(databaseOption())
    .addOption(jsonOption())
    .addHelpText(
      'after',
      '\nExample:\n  $ contactd token create --location ve9EPM428h8vShlRW1KT --scopes contacts.readonly,contacts.write',
    )
    .action(create)
}

async function create(options: CreateOptions, command: Command): Promise<void> {
  const place = placeOf(options, command)
  const made = await withStorage(options, (storage) =>
    storage.write(async (tx) =>
      createPrivateIntegrationToken(
        tx,
        { clock, ids },
        { name: options.name, scopes: options.scopes, ...(await findPlaceOrFail(tx, place)) },
      ),
    ),
  )
  if (options.json) return printJson(made)
  const { token, ...rest } = made
  printFields({ ...rest, scopes: rest.scopes.join(',') })
  say('The token is shown this once:')
  print(`${token}\n`)
}
