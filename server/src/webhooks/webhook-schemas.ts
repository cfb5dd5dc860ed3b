import { type Static, Type } from 'typebox'
import { allEventTypes, type EventType } from '../api/events/event-types.ts'
import { everyEvent } from '../api/events/taken-types.ts'
import { pathId } from '../http/operation.ts'
import { limitInQuery, queryNumber } from '../http/query.ts'
import type { Formats } from '../http/violations.ts'
import { maxNamed } from './deliveries/redeliver.ts'
import { maxUrlLength, targetProblem } from './targets/target-url.ts'

const maxIdLength = 100
export const deliveriesPage = { limit: 20, maxLimit: 100 } as const

/** The formats that the schemas of webhooks name. */
export const webhookFormats: Formats = {
  'webhook-url': {
    // Only its syntax: the address is judged when it is dialled.
    matches: (text) => text.length > maxUrlLength || targetProblem(text, true) === undefined,
    sentence:
      '$property must be a URL that begins with https:// or http://, without user name, password, spaces, # and port 0',
    isOwn: true,
  },
  'webhook-secret': {
    matches: (text) =>
      /^whsec_(?:[A-Za-z0-9+/]{4}){8,21}(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(text),
    sentence: '$property must be whsec_ and the base64 of 24 to 64 bytes',
    isOwn: true,
  },
}

export const webhookUrl = Type.String({
  minLength: 1,
  maxLength: maxUrlLength,
  format: 'webhook-url',
  description: 'Where events are posted. Its address is checked with each delivery.',
  example: 'https://example.com/webhooks/contactd',
})

/** One type of event. */
const eventType = Type.Unsafe<EventType>({
  type: 'string',
  enum: [...allEventTypes],
  example: 'ContactUpdate',
})

export const webhookEvents = Type.Array(
  Type.Unsafe<EventType | '*'>({
    type: 'string',
    enum: [everyEvent, ...allEventTypes],
    example: 'ContactUpdate',
  }),
  {
    minItems: 1,
    maxItems: allEventTypes.length + 1,
    description:
      'The types of events that it takes; `*` stands for all of them, also those of later versions.',
    example: ['ContactCreate', 'ContactUpdate'],
  },
)

export const webhookSecret = Type.String({
  minLength: 1,
  maxLength: 100,
  format: 'webhook-secret',
  description: 'Signs deliveries: `whsec_` and the base64 of 24 to 64 bytes.',
  example: 'whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD',
})

const closed = { additionalProperties: false }

export const createWebhookBody = Type.Object(
  { url: webhookUrl, events: Type.Optional(webhookEvents) },
  closed,
)

export const updateWebhookBody = Type.Object(
  {
    url: Type.Optional(webhookUrl),
    events: Type.Optional(webhookEvents),
    paused: Type.Optional(
      Type.Boolean({
        description: '`true` pauses the webhook: its events wait. `false` resumes it: they are sent.',
        example: false,
      }),
    ),
  },
  closed,
)

export const webhookParams = Type.Object({
  webhookId: pathId('The id of the webhook.', 'h4Xk2pTz9QwLmR7sVb1N'),
})

export const deliveriesQuery = Type.Object({
  limit: limitInQuery('Number of deliveries.', deliveriesPage.limit, deliveriesPage.maxLimit),
  cursor: queryNumber('The `nextCursor` of the page before.', 42, { maximum: 999_999_999_999_999 }),
  failed: Type.Optional(
    Type.Boolean({ description: 'Returns only those whose last attempt failed, also where another is due.' }),
  ),
  event: Type.Optional({ ...eventType, description: 'Returns only events of this type.' }),
})

export const redeliverBody = Type.Object(
  {
    ids: Type.Optional(
      Type.Array(Type.String({ minLength: 1, maxLength: maxIdLength, example: 'h4Xk2pTz9QwLmR7sVb1N-42' }), {
        minItems: 1,
        maxItems: maxNamed,
        description: 'The ids of deliveries of the webhook.',
      }),
    ),
    since: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: 40,
        format: 'instant',
        description: 'In place of ids: all events since this time, whatever came of them. ISO 8601.',
        example: '2026-01-31T12:00:00Z',
      }),
    ),
    event: Type.Optional({ ...eventType, description: 'With `since`, only events of this type.' }),
  },
  closed,
)
export type RedeliverBody = Static<typeof redeliverBody>

const instant = (description: string) => Type.String({ description, example: '2026-01-31T12:00:00.000Z' })

const webhook = {
  id: Type.String({ example: 'h4Xk2pTz9QwLmR7sVb1N' }),
  locationId: Type.String({ example: 've9EPM428h8vShlRW1KT' }),
  companyId: Type.String({ example: '5DP4iH6HLkQsiKESj6rh' }),
  clientId: Type.Optional(
    Type.String({
      description: 'Of the app whose events these are.',
      example: '6578278e879ad2646715ba9c-lq1nj8zs',
    }),
  ),
  url: Type.Optional(Type.String({ example: 'https://example.com/webhooks/contactd' })),
  events: Type.Array(Type.String(), { example: ['ContactCreate', 'ContactUpdate'] }),
  status: Type.String({
    description:
      '`active`, `failing` since its last success, or `paused`, on request or because it failed for five days: its events wait.',
    example: 'active',
  }),
  undelivered: Type.Number({
    description: 'Events that it has yet to take: 10,000 stands for more.',
    example: 0,
  }),
  dropped: Type.Number({ description: 'Events that were removed before it took them.', example: 0 }),
  dateAdded: instant('Time of its creation.'),
  lastSuccess: Type.Optional(instant('Time when it last took an event.')),
  failingSince: Type.Optional(instant('Time of the first failure after its last success.')),
  datePaused: Type.Optional(instant('Time when it was paused.')),
}

const shown = Type.Object(webhook, { description: 'Where events are sent.' })

const attempt = Type.Object({
  at: instant('Time of the attempt.'),
  status: Type.Optional(Type.Number({ description: 'What the receiver answered.', example: 500 })),
  durationMs: Type.Number({ description: 'How long it took, in milliseconds.', example: 12 }),
  error: Type.Optional(Type.String({ description: 'Why it failed.' })),
  response: Type.Optional(Type.String({ description: 'The first 2 KiB of the answer.' })),
  early: Type.Optional(
    Type.Boolean({
      description: 'Whether it came before its time, because the receiver had taken another event.',
    }),
  ),
  repeat: Type.Optional(
    Type.Number({ description: 'How often the event had been sent again on request.', example: 1 }),
  ),
})

const delivery = Type.Object({
  id: Type.String({ example: 'h4Xk2pTz9QwLmR7sVb1N-42' }),
  webhookId: Type.String({ description: 'The id of the webhook.', example: 'h4Xk2pTz9QwLmR7sVb1N' }),
  eventId: Type.String({
    description: 'The header `webhook-id`.',
    example: '5e0a6c1c-7d1b-4f0e-9f5e-3c2a1b0d9e8f',
  }),
  event: Type.String({ description: 'The type of the event.', example: 'ContactUpdate' }),
  contactId: Type.Union([Type.String(), Type.Null()], {
    description: 'Null for an event that is about no contact.',
    example: 'ocQHyuzHvysMo5N5VsXc',
  }),
  status: Type.String({ description: '`pending`, `delivered` or `failed`.', example: 'delivered' }),
  dateAdded: instant('Time of the event.'),
  nextAttempt: Type.Optional(instant('Time of the next attempt.')),
  attempts: Type.Array(attempt, { description: 'Oldest first.' }),
})

export const webhookAnswers = {
  one: Type.Object({ webhook: shown }),
  created: Type.Object({
    webhook: Type.Object(
      {
        ...webhook,
        secret: Type.String({
          description: 'Verifies deliveries with a library of Standard Webhooks. Shown only this once.',
          example: 'whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD',
        }),
      },
      { description: 'Where events are sent.' },
    ),
  }),
  list: Type.Object({ webhooks: Type.Array(shown, { description: 'Oldest first.' }) }),
  deleted: Type.Object({ succeeded: Type.Boolean({ example: true }) }),
  deliveries: Type.Object({
    deliveries: Type.Array(delivery, { description: 'Newest event first.' }),
    nextCursor: Type.Optional(
      Type.Number({
        description: 'Send it as `cursor` for the next page. Missing on the last.',
        example: 42,
      }),
    ),
  }),
  redelivered: Type.Object({
    redelivered: Type.Number({
      description: 'Deliveries that were done, and are sent once more.',
      example: 3,
    }),
    pending: Type.Number({ description: 'Deliveries that were pending anyway.', example: 0 }),
    resumed: Type.Array(Type.String(), {
      description: 'The id of the webhook if it was paused, and goes on.',
      example: ['h4Xk2pTz9QwLmR7sVb1N'],
    }),
  }),
}
