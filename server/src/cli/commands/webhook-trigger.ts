import { Command, Option } from 'commander'
import { allEventTypes, type EventType } from '../../api/events/event-types.ts'
import { systemClock as clock } from '../../lib/clock.ts'
import { randomIds as ids } from '../../lib/ids.ts'
import { InputError } from '../../lib/input-error.ts'
import { triggerEvent } from '../../webhooks/trigger-event.ts'
import { eventValue } from '../argument-parsers.ts'
import { Failure } from '../failure.ts'
import { findLocationOrOnly } from '../find-or-fail.ts'
import { type CommonOptions, databaseOption, jsonOption, withVariable } from '../options.ts'
import { printFields, printJson } from '../output.ts'
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
    .addOption(withVariable(new Option('--location <id>', 'the location (default: the only one)')))
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
    const { id: locationId } = await storage.read((tx) => findLocationOrOnly(tx, location))
    try {
      const wanted = { type, locationId, contactId: contact }
      return await storage.write((tx) => triggerEvent(tx, { clock, ids }, wanted), { locationId })
    } catch (error) {
      throw error instanceof InputError ? new Failure(error.message, { cause: error }) : error
    }
  })
  if (options.json) return printJson(triggered)
  printFields({ ...triggered })
}
