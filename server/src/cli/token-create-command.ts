import { Command, InvalidArgumentError, Option } from 'commander'
import { createPrivateIntegrationToken } from '../auth/private-integration-token.ts'
import { isScope, scopes as knownScopes, type Scope } from '../auth/scopes.ts'
import { systemClock as clock } from '../lib/clock.ts'
import { randomIds as ids } from '../lib/ids.ts'
import type { ReadTx } from '../storage/storage.ts'
import { findCompanyOrFail, findLocationOrFail } from './find-or-fail.ts'
import { type CommonOptions, databaseOption, jsonOption, withVariable } from './options.ts'
import { print, printFields, printJson, say } from './output.ts'
import { listValue, nameValue } from './values.ts'
import { withStorage } from './with-storage.ts'

interface CreateOptions extends CommonOptions {
  location?: string
  company?: string
  scopes: Scope[]
  name: string
}

/** `contactd token create`. */
export function tokenCreateCommand(): Command {
  return new Command('create')
    .description('Makes a token for a location or a company, and shows it this once.')
    .addOption(withVariable(new Option('--location <id>', 'the location that the token reaches')))
    .addOption(withVariable(new Option('--company <id>', 'the company whose locations the token reaches')))
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
  const owner = ownerOf(options, command)
  const made = await withStorage(options, (storage) =>
    storage.write(async (tx) =>
      createPrivateIntegrationToken(
        tx,
        { clock, ids },
        { name: options.name, scopes: options.scopes, ...(await reachOf(tx, owner)) },
      ),
    ),
  )
  if (options.json) return printJson(made)
  const { token, ...rest } = made
  printFields({ ...rest, scopes: rest.scopes.join(',') })
  say('The token is shown this once:')
  print(`${token}\n`)
}

type Owner = { location: string } | { company: string }

/** Of a location in the environment and a company on the command line, or the reverse, the latter counts. */
function ownerOf({ location, company }: CreateOptions, command: Command): Owner {
  const isTyped = (option: string) => command.getOptionValueSource(option) === 'cli'
  if (location !== undefined && company !== undefined && isTyped('location') !== isTyped('company')) {
    return isTyped('location') ? { location } : { company }
  }
  if (location !== undefined && company === undefined) return { location }
  if (company !== undefined && location === undefined) return { company }
  return command.error('error: name either --location or --company: a token belongs to one of them', {
    exitCode: 2,
  })
}

async function reachOf(tx: ReadTx, owner: Owner): Promise<{ companyId: string; locationId?: string }> {
  if ('company' in owner) return { companyId: (await findCompanyOrFail(tx, owner.company)).id }
  const { companyId, id } = await findLocationOrFail(tx, owner.location)
  return { companyId, locationId: id }
}

function scopesValue(text: string): Scope[] {
  const scopes = listValue(text)
  const unknown = scopes.find((scope) => !isScope(scope))
  if (unknown !== undefined) {
    throw new InvalidArgumentError(
      `There is no scope ${JSON.stringify(unknown)}. There are ${knownScopes.join(', ')}.`,
    )
  }
  return scopes.filter(isScope)
}
