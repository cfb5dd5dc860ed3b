import { type Command, InvalidArgumentError, Option } from 'commander'
import { defaultRetention } from '../webhooks/retention/retention-limits.ts'
import { byteSizeValue, durationValue } from './argument-parsers.ts'
import { withVariable } from './options.ts'

/** How a server delivers the events of webhooks. */
export interface WebhookOptions {
  webhookAllowPrivate?: boolean
  webhookLegacySignature: 'off' | 'on'
  webhookRetries: 'default' | 'highlevel'
  /** How long events are kept, in milliseconds. */
  webhookRetention: number
  /** How much the events of a location may take, in bytes. */
  webhookMaxSize: number
  /** The URL of a proxy. */
  webhookProxy?: string
}

/** Adds the options that are read as `WebhookOptions`. */
export const addWebhookOptions = (command: Command): Command =>
  command
    .addOption(
      withVariable(
        new Option(
          '--webhook-allow-private',
          'deliver to private and loopback addresses, too; not where others may name the URL of a webhook',
        ),
      ),
    )
    .addOption(
      withVariable(
        new Option(
          '--webhook-legacy-signature <mode>',
          'sign deliveries with x-wh-signature, too, which HighLevel no longer sends: 2 ms of CPU each',
        )
          .choices(['off', 'on'])
          .default('off'),
      ),
    )
    .addOption(
      withVariable(
        new Option(
          '--webhook-retries <mode>',
          'try each event 12 times in three days, or as HighLevel: again after 429 alone, 6 times in an hour',
        )
          .choices(['default', 'highlevel'])
          .default('default'),
      ),
    )
    .addOption(
      withVariable(
        new Option('--webhook-retention <time>', 'how long events are kept, delivered or not')
          .default(defaultRetention.ageMs, '30d')
          .argParser(durationValue),
      ),
    )
    .addOption(
      withVariable(
        new Option(
          '--webhook-max-size <size>',
          'how much the events of a location may take, with their deliveries: the oldest go first',
        )
          .default(defaultRetention.bytesPerLocation, '1GB')
          .argParser(maxSizeValue),
      ),
    )
    .addOption(
      withVariable(
        new Option(
          '--webhook-proxy <url>',
          'a proxy for deliveries; variables such as HTTPS_PROXY are not obeyed',
        ).argParser(proxyValue),
      ),
    )

/** A page of events is removed at once: see `OutboxSizes`. */
const leastMaxSize = 1e6

function maxSizeValue(text: string): number {
  const bytes = byteSizeValue(text)
  if (bytes < leastMaxSize) throw new InvalidArgumentError('It is a size of at least 1MB.')
  return bytes
}

function proxyValue(text: string): string {
  if (!URL.canParse(text) || !/^https?:$/.test(new URL(text).protocol))
    throw new InvalidArgumentError('It is the URL of a proxy such as http://proxy.example.com:3128.')
  return text
}
