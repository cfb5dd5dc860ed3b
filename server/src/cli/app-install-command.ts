import { Command, Option } from 'commander'
import { systemClock as clock } from '../lib/clock.ts'
import { randomIds as ids } from '../lib/ids.ts'
import { findFirstOwner } from '../locations/user-store.ts'
import { appOf } from '../oauth/app.ts'
import { installApp, uninstallApp } from '../oauth/install-app.ts'
import { Failure } from './failure.ts'
import { findAppOrFail } from './find-or-fail.ts'
import { type CommonOptions, databaseOption, jsonOption, withVariable } from './options.ts'
import { print, printFields, printJson, say } from './output.ts'
import { findPlaceOrFail, type PlaceOptions, placeOf, placeOptions } from './place.ts'
import { withStorage } from './with-storage.ts'

interface InstallOptions extends CommonOptions, PlaceOptions {
  redirectUri?: string
}

/** `contactd app install`: what the consent page does for people, for scripts. */
export function appInstallCommand(): Command {
  const [location, company] = placeOptions(
    'the location to install it in',
    'the company to install it in, with all of its locations',
  )
  return new Command('install')
    .description(
      'Installs an app with all of its scopes, and prints the code that POST /oauth/token takes: once, within 10 minutes.',
    )
    .argument('<client-id>', 'the client id of the app, as `app list` shows it')
    .addOption(location)
    .addOption(company)
    .addOption(
      withVariable(
        new Option(
          '--redirect-uri <uri>',
          "the redirect URI that the code is for (default: the app's first)",
        ),
      ),
    )
    .addOption(databaseOption())
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
    }),
  )
  if (options.json) return printJson(made)
  say('The code is good once, for 10 minutes:')
  print(`${made.code}\n`)
}

function oneOf(redirectUris: readonly string[], asked = redirectUris[0] ?? ''): string {
  if (redirectUris.includes(asked)) return asked
  throw new Failure(`${asked} is no redirect URI of the app. It has ${redirectUris.join(', ')}.`)
}

/** `contactd app uninstall`. */
export function appUninstallCommand(): Command {
  const [location, company] = placeOptions(
    'the location that it is installed in',
    'the company that it is installed in',
  )
  return new Command('uninstall')
    .description(
      'Uninstalls an app. A running server refuses its tokens for that place from the next request on.',
    )
    .argument('<client-id>', 'the client id of the app, as `app list` shows it')
    .addOption(location)
    .addOption(company)
    .addOption(databaseOption())
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
    }),
  )
  if (options.json) return printJson(uninstalled)
  printFields(uninstalled)
}
