import { Command, Option } from 'commander'
import { createPrivateIntegrationToken } from '../../auth/private-integration-token.ts'
import { scopes as knownScopes, type Scope } from '../../auth/scopes.ts'
import { systemClock as clock } from '../../lib/clock.ts'
import { randomIds as ids } from '../../lib/ids.ts'
import { nameValue, scopesValue } from '../argument-parsers.ts'
import { type CommonOptions, databaseOption, jsonOption, withVariable } from '../options.ts'
import { print, printFields, printJson, say } from '../output.ts'
import { findPlaceOrFail, type PlaceOptions, placeOf, placeOptions } from '../owner-option.ts'
import { withStorage } from '../with-storage.ts'

interface CreateOptions extends CommonOptions, PlaceOptions {
  scopes: Scope[]
  name: string
}

/** `contactd token create`. */
export function tokenCreateCommand(): Command {
  const [location, company] = placeOptions(
    'the location of the token',
    'the company of the token, for all of its locations',
  )
  return new Command('create')
    .description('Creates a token for a location or a company, and shows it, only this once.')
    .addOption(location)
    .addOption(company)
    .addOption(
      withVariable(
        new Option('--scopes <list>', `the scopes of the token: ${knownScopes.join(', ')}`)
          .makeOptionMandatory()
          .argParser(scopesValue),
      ),
    )
    .addOption(
      withVariable(
        new Option('--name <text>', 'the name of the token')
          .default('Private integration')
          .argParser(nameValue),
      ),
    )
    .addOption(databaseOption('writes'))
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
    storage.write(
      async (tx) =>
        createPrivateIntegrationToken(
          tx,
          { clock, ids },
          { name: options.name, scopes: options.scopes, ...(await findPlaceOrFail(tx, place)) },
        ),
      'access',
    ),
  )
  if (options.json) return printJson(made)
  const { token, ...rest } = made
  printFields({ ...rest, scopes: rest.scopes.join(',') })
  say('The token is shown this once:')
  print(`${token}\n`)
}
