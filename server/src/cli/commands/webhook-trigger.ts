import { Command, Option } from 'commander'
import { allEventTypes, type EventType } from '../../api/events/event-types.ts'
import { takenTypes } from '../../api/events/taken-types.ts'
import { systemClock as clock } from '../../lib/clock.ts'
import { randomIds as ids } from '../../lib/ids.ts'
import { InputError } from '../../lib/input-error.ts'
import { triggerEvent } from '../../webhooks/trigger-event.ts'
import { listWebhooksOfLocation } from '../../webhooks/webhook-store.ts'
import { eventValue } from '../argument-parsers.ts'
import { Failure } from '../failure.ts'
import { findContactHomeOrFail, findLocationOrOnly } from '../find-or-fail.ts'
import { maxListed } from '../list-limit.ts'
import { type CommonOptions, databaseOption, jsonOption, withVariable } from '../options.ts'
import { printFields, printJson, say } from '../output.ts'
import { withStorage } from '../with-storage.ts'

interface TriggerOptions extends CommonOptions {
  location?: string
  contact?: string
}

/** `contactd webhook trigger`. */
export function webhookTriggerCommand(): Command {
  return new Command('trigger')
    .description(
      'Sends an event to the webhooks of a location as if it had happened, with the content of a record.',
    )
    .argument('<event>', `the type of the event: ${allEventTypes.join(', ')}`, eventValue)
    .addOption(
      withVariable(
        new Option('--location <id>', 'the location (default: that of the contact, or the only one)'),
      ),
    )
    .addOption(
      withVariable(
        new Option('--contact <id>', 'the contact whose record it is about (default: any that has one)'),
      ),
    )
    .addOption(databaseOption('writes'))
    .addOption(jsonOption())
    .addHelpText(
      'after',
      '\nExample:\n  $ contactd webhook trigger ContactUpdate --contact ocQHyuzHvysMo5N5VsXc',
    )
    .action(trigger)
}

async function trigger(type: EventType, { location, contact, ...options }: TriggerOptions): Promise<void> {
  const triggered = await withStorage(options, async (storage) => {
    const locationId = await storage.read(async (tx) =>
      location === undefined && contact !== undefined
        ? findContactHomeOrFail(tx, contact, location)
        : (await findLocationOrOnly(tx, location)).id,
    )
    try {
      const wanted = { type, locationId, contactId: contact }
      const event = await storage.write((tx) => triggerEvent(tx, { clock, ids }, wanted), { locationId })
      const rows = await storage.read((tx) =>
        tx.all(listWebhooksOfLocation, { locationId, limit: maxListed }),
      )
      const webhooks = rows.filter(({ url, events }) => url !== null && takenTypes(events).has(type)).length
      return { ...event, webhooks }
    } catch (error) {
      throw error instanceof InputError ? new Failure(error.message, { cause: error }) : error
    }
  })
  if (triggered.webhooks === 0)
    say(
      `No webhook takes ${type}, so that only \`contactd webhook listen\` gets this: create one with \`contactd webhook create\`.`,
    )
  if (options.json) return printJson(triggered)
  printFields({ ...triggered, webhooks: String(triggered.webhooks) })
}
