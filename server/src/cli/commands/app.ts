import { Command, Option } from 'commander'
import { scopes as knownScopes, type Scope } from '../../auth/scopes.ts'
import { systemClock as clock } from '../../lib/clock.ts'
import { randomIds as ids } from '../../lib/ids.ts'
import { type App, appOf } from '../../oauth/app.ts'
import { listApps } from '../../oauth/app-store.ts'
import { createApp, deleteApp, rotateAppSecret } from '../../oauth/manage-apps.ts'
import { nameValue, redirectUriValue, scopesValue, webhookUrlValue } from '../argument-parsers.ts'
import { noSuchApp } from '../find-or-fail.ts'
import { maxListed, sayIfCut } from '../list-limit.ts'
import { makeWebhookSecret } from '../make-webhook-secret.ts'
import { type CommonOptions, databaseOption, jsonOption, withVariable } from '../options.ts'
import { print, printFields, printJson, printTable, say } from '../output.ts'
import { readDatabase, withStorage } from '../with-storage.ts'
import { appInstallCommand, appUninstallCommand } from './app-install.ts'

interface CreateOptions extends CommonOptions {
  name: string
  redirectUri: string[]
  scopes: Scope[]
  webhookUrl?: string
}

/** `contactd app`: OAuth clients and their installations. */
export function appCommand(): Command {
  return new Command('app')
    .description('Creates, lists, installs and deletes apps that use OAuth 2.0.')
    .addCommand(createCommand())
    .addCommand(listCommand())
    .addCommand(rotateSecretCommand())
    .addCommand(deleteCommand())
    .addCommand(appInstallCommand())
    .addCommand(appUninstallCommand())
    .addHelpText('after', '\nExample:\n  $ contactd app list')
}

function createCommand(): Command {
  return new Command('create')
    .description('Creates an app, and shows its client secret, only this once.')
    .addOption(
      withVariable(
        new Option('--name <text>', 'the name that the consent page shows')
          .makeOptionMandatory()
          .argParser(nameValue),
      ),
    )
    .addOption(
      withVariable(
        new Option('--redirect-uri <uri>', 'where codes are sent, matched exactly; repeatable')
          .makeOptionMandatory()
          .argParser(redirectUriValue),
      ),
    )
    .addOption(
      withVariable(
        new Option('--scopes <list>', `the scopes of the app: ${knownScopes.join(', ')}`)
          .makeOptionMandatory()
          .argParser(scopesValue),
      ),
    )
    .addOption(
      withVariable(
        new Option(
          '--webhook-url <url>',
          'where the app gets the events that its scopes allow, wherever it is installed',
        ).argParser(webhookUrlValue),
      ),
    )
    .addOption(databaseOption('writes'))
    .addOption(jsonOption())
    .addHelpText(
      'after',
      '\nExample:\n  $ contactd app create --name "CRM sync" --redirect-uri http://localhost:3000/callback --scopes contacts.readonly,contacts.write',
    )
    .action(create)
}

async function create(options: CreateOptions): Promise<void> {
  const { name, redirectUri, scopes, webhookUrl } = options
  const made = await withStorage(options, async (storage) => {
    const spec = { name, redirectUris: redirectUri, scopes }
    const write = (webhook?: { url: string; sealedSecret: string }) =>
      storage.write((tx) => createApp(tx, { clock, ids }, { ...spec, webhook }), 'access')
    if (webhookUrl === undefined) return write()
    const { secret: webhookSecret, sealed } = await makeWebhookSecret(storage, options)
    return { ...(await write({ url: webhookUrl, sealedSecret: sealed })), webhookSecret }
  })
  printWithSecret(made, options)
}

function listCommand(): Command {
  return new Command('list')
    .description('Lists the apps. Their secrets are not stored.')
    .addOption(databaseOption('reads'))
    .addOption(jsonOption())
    .addHelpText('after', '\nExample:\n  $ contactd app list --json')
    .action(list)
}

async function list(options: CommonOptions): Promise<void> {
  const rows = await readDatabase(options, (tx) => tx.all(listApps, { limit: maxListed }))
  sayIfCut(rows)
  const apps = rows.map(appOf)
  if (options.json) return printJson(apps)
  printTable(
    ['CLIENT ID', 'NAME', 'ADDED', 'REDIRECT URIS', 'WEBHOOK URL', 'SCOPES'],
    apps.map((app) => [
      app.clientId,
      app.name,
      app.dateAdded,
      app.redirectUris.join(' '),
      app.webhookUrl ?? '',
      app.scopes.join(','),
    ]),
  )
}

function rotateSecretCommand(): Command {
  return new Command('rotate-secret')
    .description('Replaces an app’s client secret. The old one is refused from then on; tokens stay valid.')
    .argument('<client-id>', 'the client id of the app (see `app list`)')
    .addOption(databaseOption('writes'))
    .addOption(jsonOption())
    .addHelpText('after', '\nExample:\n  $ contactd app rotate-secret 6578278e879ad2646715ba9c-lq1nj8zs')
    .action(rotateSecret)
}

async function rotateSecret(clientId: string, options: CommonOptions): Promise<void> {
  const app = await withStorage(options, (storage) =>
    storage.write((tx) => rotateAppSecret(tx, { clock, ids }, clientId), 'access'),
  )
  if (!app) throw noSuchApp(clientId)
  printWithSecret(app, options)
}

function deleteCommand(): Command {
  return new Command('delete')
    .description('Deletes an app. A running server refuses all of its tokens from the next request on.')
    .argument('<client-id>', 'the client id of the app (see `app list`)')
    .addOption(databaseOption('writes'))
    .addOption(jsonOption())
    .addHelpText('after', '\nExample:\n  $ contactd app delete 6578278e879ad2646715ba9c-lq1nj8zs')
    .action(remove)
}

async function remove(clientId: string, options: CommonOptions): Promise<void> {
  const app = await withStorage(options, (storage) =>
    storage.write((tx) => deleteApp(tx, { clock, ids }, clientId), 'database'),
  )
  if (!app) throw noSuchApp(clientId)
  if (options.json) return printJson(app)
  printFields(fieldsOf(app))
}

interface Secrets {
  clientSecret: string
  webhookSecret?: string
}

function printWithSecret(app: App & Secrets, { json }: { json?: boolean }): void {
  const { clientSecret, webhookSecret, ...rest } = app
  if (json) {
    printJson(app)
  } else {
    printFields(fieldsOf(rest))
    if (webhookSecret !== undefined) {
      say('The secret of its webhook is shown this once:')
      print(`${webhookSecret}\n`)
    }
    say('The client secret is shown this once:')
    print(`${clientSecret}\n`)
  }
}

const fieldsOf = (app: App) => ({
  ...app,
  redirectUris: app.redirectUris.join(' '),
  scopes: app.scopes.join(','),
})
