import { Command, Option } from 'commander'
import { systemClock as clock } from '../../lib/clock.ts'
import type { Storage } from '../../storage/storage.ts'
import { parseDeliveryId } from '../../webhooks/deliveries/delivery-view.ts'
import {
  addRedelivery,
  countRedeliveries,
  maxNamed,
  type Redelivery,
  redeliverNamed,
  redeliverSince,
} from '../../webhooks/deliveries/redeliver.ts'
import { getWebhook } from '../../webhooks/find-webhook.ts'
import { listWebhooks } from '../../webhooks/webhook-store.ts'
import { eventValue } from '../argument-parsers.ts'
import { progressBar } from '../copy-progress.ts'
import { Failure } from '../failure.ts'
import { findWebhookHomeOrFail } from '../find-or-fail.ts'
import { maxListed } from '../list-limit.ts'
import { type CommonOptions, databaseOption, jsonOption, withVariable } from '../options.ts'
import { counted, printJson, say } from '../output.ts'
import { withStorage } from '../with-storage.ts'
import { sinceOption } from './webhook-deliveries.ts'

interface RedeliverOptions extends CommonOptions {
  /** Milliseconds since 1970. */
  since?: number
  event?: string
  webhook?: string
  dryRun?: boolean
}

/** What the command has done, for all webhooks. */
interface Redelivered extends Redelivery {
  /** Events that were removed before some webhook took them: they can't be sent. */
  dropped: number
}

/** `contactd webhook redeliver`. */
export function webhookRedeliverCommand(): Command {
  return new Command('redeliver')
    .description(
      'Sends events once more, by the ids of their deliveries or since a time, whatever came of them, and resumes paused webhooks.',
    )
    .argument('[ids...]', 'the ids of deliveries (see `webhook deliveries`)')
    .addOption(sinceOption('the events since: 30m, 2h, 7d, or an ISO 8601 date'))
    .addOption(
      withVariable(
        new Option('--event <type>', 'with --since: only events of this type').argParser(eventValue),
      ),
    )
    .addOption(
      withVariable(new Option('--webhook <id>', 'with --since: only to this webhook (default: to all)')),
    )
    .addOption(withVariable(new Option('--dry-run', 'with --since: only count them')))
    .addOption(databaseOption('writes'))
    .addOption(jsonOption())
    .addHelpText(
      'after',
      '\nExample:\n  $ contactd webhook redeliver --since 2h --event ContactUpdate --dry-run',
    )
    .action(redeliver)
}

async function redeliver(ids: string[], options: RedeliverOptions, command: Command): Promise<void> {
  const { since, event, webhook, dryRun = false } = options
  const refuse = (sentence: string) => command.error(`error: ${sentence}`, { exitCode: 2 })
  if (ids.length === 0 && since === undefined) refuse('name deliveries by their ids, or a time with --since')
  if (ids.length > 0 && (since !== undefined || event !== undefined || webhook !== undefined || dryRun))
    refuse('--since, --event, --webhook and --dry-run are for events since a time, not for ids')
  if (ids.length > maxNamed) refuse(`name at most ${maxNamed} ids, or a time with --since`)
  const done = await withStorage(options, (storage) =>
    since === undefined ? byIds(storage, ids) : bySince(storage, { ...options, since }),
  )
  if (done.dropped > 0)
    say(`${counted(done.dropped, 'event')} had been dropped before a webhook took them, and can't be sent.`)
  if (options.json) return printJson({ ...done, dryRun })
  for (const id of done.resumed)
    say(`The webhook ${id} was paused: ${dryRun ? 'it would go' : 'it goes'} on.`)
  const [sent, due] = dryRun ? ['would be sent', 'would be due'] : ['will be sent', 'is due']
  const pending = `; of ${counted(done.pending, 'waiting event')} the next attempt ${due} at once`
  say(`${counted(done.redelivered, 'event')} ${sent} once more${done.pending > 0 ? pending : ''}.`)
}

/** All of a location, or none. */
async function byIds(storage: Storage, ids: readonly string[]): Promise<Redelivered> {
  const ofLocation = await storage.read(async (tx) => {
    const found = new Map<string, string[]>()
    for (const id of ids) {
      const named = parseDeliveryId(id)
      if (!named)
        throw new Failure(`${id} is no id of a delivery. \`contactd webhook deliveries\` shows them.`)
      const locationId = await findWebhookHomeOrFail(tx, named.webhookId)
      found.set(locationId, [...(found.get(locationId) ?? []), id])
    }
    return found
  })
  const sum: Redelivered = { redelivered: 0, pending: 0, resumed: [], dropped: 0 }
  for (const [locationId, own] of ofLocation) {
    addRedelivery(sum, await redeliverNamed({ storage, clock }, locationId, own))
  }
  return sum
}

async function bySince(
  storage: Storage,
  { since, event: type, webhook, dryRun = false }: RedeliverOptions & { since: number },
): Promise<Redelivered> {
  const webhooks = await storage.read(async (tx) => {
    if (webhook === undefined) return tx.all(listWebhooks, { limit: maxListed })
    return [await getWebhook(tx, await findWebhookHomeOrFail(tx, webhook), webhook)]
  })
  const dropped = webhooks.reduce((sum, row) => sum + row.dropped, 0)
  const counts: Redelivered = { redelivered: 0, pending: 0, resumed: [], dropped }
  for (const row of webhooks) addRedelivery(counts, await countRedeliveries(storage, row, { since, type }))
  if (dryRun) return counts
  const sum: Redelivered = { redelivered: 0, pending: 0, resumed: [], dropped }
  const bar = process.stderr.isTTY ? progressBar(process.stderr, 'of events are due') : undefined
  const advance = (count: number) => bar?.advance(count)
  bar?.begin(counts.redelivered + counts.pending)
  try {
    for (const { locationId, id: webhookId } of webhooks) {
      const key = { locationId, webhookId }
      addRedelivery(sum, await redeliverSince(storage, { clock }, key, { since, type }, { advance }))
    }
  } finally {
    bar?.end()
  }
  return sum
}
