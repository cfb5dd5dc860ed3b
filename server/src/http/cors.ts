import type { FastifyCorsOptions } from '@fastify/cors'

const preflightMaxAgeSeconds = 600

const exposedHeaders = [
  'retry-after',
  'x-contactd-ignored-fields',
  'x-ratelimit-daily-remaining',
  'x-ratelimit-daily-reset',
  'x-ratelimit-interval-milliseconds',
  'x-ratelimit-limit-daily',
  'x-ratelimit-max',
  'x-ratelimit-remaining',
]

/** Lets the pages of one origin call the API, and read the headers that say more than the body. */
export const corsOptions = (origin: string): FastifyCorsOptions => ({
  origin,
  methods: ['GET', 'POST', 'PUT', 'DELETE'],
  exposedHeaders,
  maxAge: preflightMaxAgeSeconds,
})

/** The headers of responses to the requests of that origin's pages; Fastify's plugin answers what a browser asks before. */
export const corsHeaders = (origin: string | undefined): Record<string, string> =>
  origin === undefined
    ? {}
    : { 'access-control-allow-origin': origin, 'access-control-expose-headers': exposedHeaders.join(', ') }
