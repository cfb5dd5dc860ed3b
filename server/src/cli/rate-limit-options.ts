import { type Command, InvalidArgumentError, Option } from 'commander'
import { dayMs, highLevelLimits } from '../http/rate-limit.ts'
import { withVariable } from './options.ts'

/** Which rate limits a server has. */
export interface RateLimitOptions {
  /** Whether requests over the limits are refused; they are counted either way. */
  rateLimit: 'off' | 'highlevel'
  rateLimitMax: number
  rateLimitIntervalMs: number
  rateLimitDaily: number
}

/** Adds the options that are read as `RateLimitOptions`. */
export const addRateLimitOptions = (command: Command): Command =>
  command
    .addOption(
      withVariable(
        new Option('--rate-limit <limit>', 'whether requests over the limits are refused')
          .choices(['off', 'highlevel'])
          .default('off'),
      ),
    )
    .addOption(
      withVariable(
        new Option('--rate-limit-max <number>', 'requests per app and location in a window')
          .default(highLevelLimits.max)
          .argParser(requestCount),
      ),
    )
    .addOption(
      withVariable(
        new Option('--rate-limit-interval-ms <number>', 'the length of the window')
          .default(highLevelLimits.intervalMs)
          .argParser(intervalMs),
      ),
    )
    .addOption(
      withVariable(
        new Option('--rate-limit-daily <number>', 'requests per app and location in a day (UTC)')
          .default(highLevelLimits.daily)
          .argParser(requestCount),
      ),
    )

function requestCount(text: string): number {
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new InvalidArgumentError('It is a number from 1 to 999999999.')
  return Number(text)
}

function intervalMs(text: string): number {
  if (!/^[1-9]\d{0,7}$/.test(text) || Number(text) > dayMs) {
    throw new InvalidArgumentError(`It is a number of milliseconds from 1 to ${dayMs}.`)
  }
  return Number(text)
}
