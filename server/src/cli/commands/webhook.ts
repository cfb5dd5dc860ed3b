import { Command, Option } from 'commander'
import { allEventTypes } from '../../api/events/event-types.ts'
import { systemClock as clock } from '../../lib/clock.ts'
import { randomIds as ids } from '../../lib/ids.ts'
import type { ReadTx } from '../../storage/storage.ts'
import { createWebhook } from '../../webhooks/create-webhook.ts'
import { deleteWebhook } from '../../webhooks/delete-webhook.ts'
import { maxCounted } from '../../webhooks/deliveries/count-undelivered.ts'
import { deliveriesOf, firstOf } from '../../webhooks/deliveries/list-deliveries.ts'
import { viewsOf } from '../../webhooks/find-webhook.ts'
import { isPrivateTarget } from '../../webhooks/targets/target-url.ts'
import type { WebhookView } from '../../webhooks/webhook.ts'
import { type ListedWebhookRow, listWebhooks, listWebhooksOfLocation } from '../../webhooks/webhook-store.ts'
import { eventsValue, webhookUrlValue } from '../argument-parsers.ts'
import { findLocationOrFail, findLocationOrOnly, findWebhookHomeOrFail } from '../find-or-fail.ts'
import { maxListed, sayIfCut } from '../list-limit.ts'
import { makeWebhookSecret } from '../make-webhook-secret.ts'
import { type CommonOptions, databaseOption, jsonOption, withVariable } from '../options.ts'
import { print, printFields, printJson, printTable, say } from '../output.ts'
import { readDatabase, withStorage } from '../with-storage.ts'
import { webhookDeliveriesCommand } from './webhook-deliveries.ts'
import { webhookListenCommand } from './webhook-listen.ts'
import { webhookRedeliverCommand } from './webhook-redeliver.ts'
import { webhookTriggerCommand } from './webhook-trigger.ts'

interface CreateOptions extends CommonOptions {
  location?: string
  url: string
  events?: string[]
}

/** `contactd webhook`: where the events of a location are sent. */
export function webhookCommand(): Command {
  return new Command('webhook')
    .description('Sends the events of a location to URLs, and shows and repeats what was sent.')
    .addCommand(createCommand())
    .addCommand(listCommand())
    .addCommand(deleteCommand())
    .addCommand(webhookDeliveriesCommand())
    .addCommand(webhookRedeliverCommand())
    .addCommand(webhookListenCommand())
    .addCommand(webhookTriggerCommand())
    .addHelpText('after', '\nExample:\n  $ contactd webhook list')
}

function createCommand(): Command {
  return new Command('create')
    .description(
      'Creates a webhook, which gets the events from now on, and shows its secret, only this once.',
    )
    .addOption(
      withVariable(new Option('--location <id>', 'the location with the events (default: the only one)')),
    )
    .addOption(
      withVariable(
        new Option('--url <url>', 'where events are posted').makeOptionMandatory().argParser(webhookUrlValue),
        'webhook create',
      ),
    )
    .addOption(
      withVariable(
        new Option(
          '--events <list>',
          `the events that it takes (default: all): ${allEventTypes.join(', ')}`,
        ).argParser(eventsValue),
      ),
    )
    .addOption(databaseOption('writes'))
    .addOption(jsonOption())
    .addHelpText(
      'after',
      '\nExample:\n  $ contactd webhook create --location ve9EPM428h8vShlRW1KT --url https://example.com/webhook --events ContactCreate,ContactUpdate',
    )
    .action(create)
}

async function create({ location, url, events, ...options }: CreateOptions): Promise<void> {
  const made = await withStorage(options, async (storage) => {
    const { id: locationId, companyId } = await storage.read((tx) => findLocationOrOnly(tx, location))
    const { secret, sealed } = await makeWebhookSecret(storage, options)
    const place = { locationId, companyId }
    const spec = { url, events, sealedSecret: sealed }
    const view = await storage.write((tx) => createWebhook(tx, { clock, ids }, place, spec), 'database')
    return { ...view, secret }
  })
  if (isPrivateTarget(url))
    say(
      `${new URL(url).hostname} is private: \`contactd serve\` posts to it only with --webhook-allow-private, \`contactd dev\` without.`,
    )
  if (options.json) return printJson(made)
  const { secret, ...view } = made
  printFields(fieldsOf(view))
  say('The secret is shown this once:')
  print(`${secret}\n`)
}

function listCommand(): Command {
  return new Command('list')
    .description('Lists webhooks, also those of apps, with what they have yet to take.')
    .addOption(withVariable(new Option('--location <id>', 'the location (default: all)')))
    .addOption(databaseOption('reads'))
    .addOption(jsonOption())
    .addHelpText('after', '\nExample:\n  $ contactd webhook list --location ve9EPM428h8vShlRW1KT --json')
    .action(list)
}

async function list({ location, ...options }: CommonOptions & { location?: string }): Promise<void> {
  const { webhooks, reasons } = await readDatabase(options, async (tx) => {
    const rows = await rowsOf(tx, location)
    // They are for people alone: programs have `webhook deliveries`.
    return {
      webhooks: await viewsOf(tx, rows),
      reasons: options.json ? new Map<string, string>() : await reasonsOf(tx, rows),
    }
  })
  sayIfCut(webhooks)
  if (options.json) return printJson(webhooks)
  printTable(
    [
      'ID',
      'LOCATION OR COMPANY',
      'APP',
      'URL',
      'EVENTS',
      'STATUS',
      'LAST ERROR',
      'UNDELIVERED',
      'LAST SUCCESS',
    ],
    webhooks.map((webhook) => [
      webhook.id,
      webhook.locationId ?? webhook.companyId,
      webhook.clientId ?? '',
      webhook.url ?? '',
      eventsText(webhook),
      statusText(webhook),
      reasons.get(webhook.id) ?? '',
      countText(webhook),
      webhook.lastSuccess ?? '',
    ]),
  )
}

async function rowsOf(tx: ReadTx, location: string | undefined): Promise<ListedWebhookRow[]> {
  if (location === undefined) return tx.all(listWebhooks, { limit: maxListed })
  const { id: locationId } = await findLocationOrFail(tx, location)
  return tx.all(listWebhooksOfLocation, { locationId, limit: maxListed })
}

/** @returns why the last attempt of each failing webhook failed, also if it is paused. */
async function reasonsOf(tx: ReadTx, rows: readonly ListedWebhookRow[]): Promise<Map<string, string>> {
  const reasons = new Map<string, string>()
  for (const row of rows.filter(({ failingSince }) => failingSince !== null)) {
    const [last] = await firstOf(
      deliveriesOf((fn) => fn(tx), row, { isFailed: true }),
      1,
    )
    const reason = last?.view.attempts.at(-1)?.error
    if (reason !== undefined) reasons.set(row.id, reason)
  }
  return reasons
}

function deleteCommand(): Command {
  return new Command('delete')
    .description('Deletes a webhook with its deliveries. What it has yet to take is not sent.')
    .argument('<id>', 'the id of the webhook (see `webhook list`)')
    .addOption(databaseOption('writes'))
    .addOption(jsonOption())
    .addHelpText('after', '\nExample:\n  $ contactd webhook delete h4Xk2pTz9QwLmR7sVb1N')
    .action(remove)
}

async function remove(id: string, options: CommonOptions): Promise<void> {
  const webhook = await withStorage(options, async (storage) => {
    const locationId = await storage.read((tx) => findWebhookHomeOrFail(tx, id))
    // If this is interrupted, the next start of a server continues it.
    return deleteWebhook({ storage, clock, ids }, { locationId, id }, new AbortController().signal)
  })
  if (options.json) return printJson(webhook)
  printFields(fieldsOf(webhook))
  say('The webhook is deleted.')
}

const fieldsOf = (webhook: WebhookView) => ({
  ...webhook,
  events: eventsText(webhook),
  undelivered: countText(webhook),
  dropped: String(webhook.dropped),
})

const eventsText = ({ events }: WebhookView) =>
  events.length === allEventTypes.length ? 'all' : events.join(',')

const countText = ({ undelivered }: WebhookView) =>
  undelivered < maxCounted ? String(undelivered) : `${maxCounted} or more`

const statusText = ({ status, failingSince, datePaused }: WebhookView) =>
  [status, ...((datePaused ?? failingSince) ? [`since ${datePaused ?? failingSince}`] : [])].join(' ')
