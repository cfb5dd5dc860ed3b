import { Command, Option } from 'commander'
import { findFirstOwner } from '../../api/users/user-store.ts'
import { systemClock as clock } from '../../lib/clock.ts'
import { randomIds as ids } from '../../lib/ids.ts'
import { appOf } from '../../oauth/app.ts'
import { installApp, uninstallApp } from '../../oauth/install-app.ts'
import { Failure } from '../failure.ts'
import { findAppOrFail } from '../find-or-fail.ts'
import { type CommonOptions, databaseOption, jsonOption, withVariable } from '../options.ts'
import { print, printFields, printJson, say } from '../output.ts'
import { findPlaceOrFail, type PlaceOptions, placeOf, placeOptions } from '../owner-option.ts'
import { withStorage } from '../with-storage.ts'

interface InstallOptions extends CommonOptions, PlaceOptions {
  redirectUri?: string
}

/** `contactd app install`: does for scripts what the consent page does for people. */
export function appInstallCommand(): Command {
  const [location, company] = placeOptions(
    'the location to install it in',
    'the company to install it in, including all of its locations',
  )
  return new Command('install')
    .description(
      'Installs an app with all of its scopes, and prints a code for POST /oauth/token, valid once and for 10 minutes.',
    )
    .argument('<client-id>', 'the client id of the app (see `app list`)')
    .addOption(location)
    .addOption(company)
    .addOption(
      withVariable(
        new Option('--redirect-uri <uri>', "the redirect URI of the code (default: the app's first)"),
      ),
    )
    .addOption(databaseOption('writes'))
    .addOption(jsonOption())
    .addHelpText(
      'after',
      '\nExample:\n  $ contactd app install 6578278e879ad2646715ba9c-lq1nj8zs --location ve9EPM428h8vShlRW1KT',
    )
    .action(install)
}

async function install(clientId: string, options: InstallOptions, command: Command): Promise<void> {
  const place = placeOf(options, command)
  const made = await withStorage(options, (storage) =>
    storage.write(async (tx) => {
      const { redirectUris, scopes } = appOf(await findAppOrFail(tx, clientId))
      const { companyId, locationId } = await findPlaceOrFail(tx, place)
      const owner = await tx.get(findFirstOwner, { companyId })
      const redirectUri = oneOf(redirectUris, options.redirectUri)
      return installApp(
        tx,
        { clock, ids },
        { clientId, companyId, locationId, userId: owner?.id, redirectUri, scopes },
      )
    }, 'database'),
  )
  if (options.json) return printJson(made)
  say('The code is valid once, for 10 minutes:')
  print(`${made.code}\n`)
}

function oneOf(redirectUris: readonly string[], asked = redirectUris[0] ?? ''): string {
  if (redirectUris.includes(asked)) return asked
  throw new Failure(`${asked} is not a redirect URI of the app. The app has ${redirectUris.join(', ')}.`)
}

/** `contactd app uninstall`. */
export function appUninstallCommand(): Command {
  const [location, company] = placeOptions(
    'the location where it is installed',
    'the company where it is installed',
  )
  return new Command('uninstall')
    .description(
      'Uninstalls an app. A running server refuses its tokens for that place from the next request on.',
    )
    .argument('<client-id>', 'the client id of the app (see `app list`)')
    .addOption(location)
    .addOption(company)
    .addOption(databaseOption('writes'))
    .addOption(jsonOption())
    .addHelpText(
      'after',
      '\nExample:\n  $ contactd app uninstall 6578278e879ad2646715ba9c-lq1nj8zs --location ve9EPM428h8vShlRW1KT',
    )
    .action(uninstall)
}

async function uninstall(
  clientId: string,
  options: CommonOptions & PlaceOptions,
  command: Command,
): Promise<void> {
  const place = placeOf(options, command)
  const uninstalled = await withStorage(options, (storage) =>
    storage.write(async (tx) => {
      await findAppOrFail(tx, clientId)
      const { companyId, locationId } = await findPlaceOrFail(tx, place)
      const row = await uninstallApp(tx, { clock, ids }, { clientId, companyId, locationId })
      if (row) {
        return {
          clientId,
          companyId,
          ...(locationId !== undefined && { locationId }),
          ...(row.userId !== null && { userId: row.userId }),
          dateAdded: new Date(row.dateAdded).toISOString(),
        }
      }
      const where = locationId === undefined ? `company ${companyId}` : `location ${locationId}`
      throw new Failure(`The app ${clientId} is not installed in ${where}.`)
    }, 'database'),
  )
  if (options.json) return printJson(uninstalled)
  printFields(uninstalled)
}
