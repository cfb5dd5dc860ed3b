import { Command, InvalidArgumentError, Option } from 'commander'
import { systemClock as clock } from '../../lib/clock.ts'
import type { ReadTx } from '../../storage/storage.ts'
import type { DeliveryView } from '../../webhooks/deliveries/delivery-view.ts'
import { deliveriesOf, firstOf, newestFirst } from '../../webhooks/deliveries/list-deliveries.ts'
import { getWebhook } from '../../webhooks/find-webhook.ts'
import { type ListedWebhookRow, listWebhooks } from '../../webhooks/webhook-store.ts'
import { eventValue, sinceValue } from '../argument-parsers.ts'
import { findWebhookHomeOrFail } from '../find-or-fail.ts'
import { maxListed } from '../list-limit.ts'
import { type CommonOptions, databaseOption, jsonOption, withVariable } from '../options.ts'
import { printJson, printTable, say } from '../output.ts'
import { readDatabase } from '../with-storage.ts'

const defaultLimit = 1_000

interface DeliveriesOptions extends CommonOptions {
  webhook?: string
  failed?: boolean
  /** Milliseconds since 1970. */
  since?: number
  event?: string
  limit: number
}

/** `contactd webhook deliveries`. */
export function webhookDeliveriesCommand(): Command {
  return new Command('deliveries')
    .description('Lists what webhooks were sent and what waits to be sent, newest event first.')
    .addOption(withVariable(new Option('--webhook <id>', 'only those of this webhook (see `webhook list`)')))
    .addOption(
      withVariable(
        new Option('--failed', 'only those whose last attempt failed, also where another attempt is due'),
      ),
    )
    .addOption(sinceOption('only events since: 30m, 2h, 7d, or an ISO 8601 date'))
    .addOption(withVariable(new Option('--event <type>', 'only events of this type').argParser(eventValue)))
    .addOption(
      withVariable(
        new Option('--limit <number>', 'the most deliveries').default(defaultLimit).argParser(limitValue),
      ),
    )
    .addOption(databaseOption('reads'))
    .addOption(jsonOption())
    .addHelpText('after', '\nExample:\n  $ contactd webhook deliveries --failed --since 2h')
    .action(list)
}

/** `--since TIME`. */
export const sinceOption = (description: string): Option =>
  withVariable(new Option('--since <time>', description).argParser((text: string) => sinceValue(text, clock)))

async function list(options: DeliveriesOptions): Promise<void> {
  const { webhook, failed: isFailed, since, event: type, limit } = options
  const found = await readDatabase(options, async (tx) => {
    const webhooks =
      webhook === undefined ? await tx.all(listWebhooks, { limit: maxListed }) : [await one(tx, webhook)]
    const lists = webhooks.map((row) => deliveriesOf((fn) => fn(tx), row, { since, isFailed, type }))
    return firstOf(newestFirst(lists), limit + 1)
  })
  const deliveries = found.slice(0, limit).map(({ view }) => view)
  if (found.length > limit) say(`Only the newest ${limit} are shown: --limit shows more.`)
  if (options.json) return printJson(deliveries)
  printTable(
    ['ID', 'EVENT', 'CONTACT', 'DATE', 'STATUS', 'ATTEMPTS', 'LAST ATTEMPT', 'NEXT ATTEMPT'],
    deliveries.map((delivery) => [
      delivery.id,
      delivery.event,
      delivery.contactId ?? '',
      delivery.dateAdded,
      delivery.status,
      String(delivery.attempts.length),
      lastText(delivery),
      delivery.nextAttempt ?? '',
    ]),
  )
}

async function one(tx: ReadTx, id: string): Promise<ListedWebhookRow> {
  return getWebhook(tx, await findWebhookHomeOrFail(tx, id), id)
}

const lastText = ({ attempts }: DeliveryView) => {
  const last = attempts.at(-1)
  return last?.error ?? (last?.status === undefined ? '' : String(last.status))
}

function limitValue(text: string): number {
  const limit = /^\d{1,6}$/.test(text) ? Number(text) : 0
  if (limit < 1 || limit > maxListed) throw new InvalidArgumentError(`It is a number from 1 to ${maxListed}.`)
  return limit
}
