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

/** Lets pages of one origin call the API and read its informative headers. */
export const corsOptions = (origin: string): FastifyCorsOptions => ({
  origin,
  methods: ['GET', 'POST', 'PUT', 'DELETE'],
  exposedHeaders,
  maxAge: preflightMaxAgeSeconds,
})

/** The response headers for requests from that origin's pages. Fastify's plugin handles preflight requests. */
export const corsHeaders = (origin: string | undefined): Record<string, string> =>
  origin === undefined
    ? {}
    : { 'access-control-allow-origin': origin, 'access-control-expose-headers': exposedHeaders.join(', ') }
