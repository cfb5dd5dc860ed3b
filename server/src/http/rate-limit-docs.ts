import { highLevelLimits } from './rate-limit.ts'

const integer = (description: string, example: number) => ({
  description,
  schema: { type: 'integer' as const, example },
})

/** The headers of every response, for the reference page. */
export const rateLimitHeaderDocs = {
  'x-ratelimit-max': integer('Requests that a window takes.', highLevelLimits.max),
  'x-ratelimit-remaining': integer('Requests that are left in the window.', 99),
  'x-ratelimit-interval-milliseconds': integer('The length of the window.', highLevelLimits.intervalMs),
  'x-ratelimit-limit-daily': integer('Requests that a day (UTC) takes.', highLevelLimits.daily),
  'x-ratelimit-daily-remaining': integer('Requests that are left in the day.', 199_999),
  'x-ratelimit-daily-reset': integer('Milliseconds until the day ends.', 36_000_000),
}

const references = Object.fromEntries(
  Object.keys(rateLimitHeaderDocs).map((name) => [name, { $ref: `#/components/headers/${name}` }]),
)

interface Answer {
  headers?: object
}

/**
 * Adds the headers to the one response for which clients need them. In every response, they would take a third of the
 * document.
 */
export function addRateLimitHeaders(paths: Record<string, unknown>): void {
  for (const operations of Object.values(paths)) {
    for (const { responses } of Object.values(
      operations as Record<string, { responses: Record<string, Answer> }>,
    )) {
      const spent = responses['429']
      if (spent !== undefined) spent.headers = { ...spent.headers, ...references }
    }
  }
}
