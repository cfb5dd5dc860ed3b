import type { FastifyCorsOptions } from '@fastify/cors'

const preflightMaxAgeSeconds = 600

/** Lets the pages of one origin call the API, and read the headers that say more than the body. */
export const corsOptions = (origin: string): FastifyCorsOptions => ({
  origin,
  methods: ['GET', 'POST', 'PUT', 'DELETE'],
  exposedHeaders: [
    'retry-after',
    'x-contactd-ignored-fields',
    'x-ratelimit-daily-remaining',
    'x-ratelimit-daily-reset',
    'x-ratelimit-interval-milliseconds',
    'x-ratelimit-limit-daily',
    'x-ratelimit-max',
    'x-ratelimit-remaining',
  ],
  maxAge: preflightMaxAgeSeconds,
})
