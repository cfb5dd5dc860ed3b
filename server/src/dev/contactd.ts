import type { RecordedRequest } from '../traffic/recorded-request.ts'
import type { LocationSeed } from './seed/location-seed-schema.ts'
import type { Seed } from './seed/seed-schema.ts'

/** The options of `startContactd`. */
export interface StartContactdOptions {
  /** What the server has at its start and after a reset: the demo by default, a file in YAML or JSON, or its content. */
  seed?: 'demo' | 'empty' | (string & {}) | Seed
  /** The URL of an empty database, or of one that contactd has filled for development; in memory by default. */
  database?: string
  /** A free one by default. */
  port?: number
}

export interface ClockState {
  /** ISO 8601 with milliseconds. */
  now: string
  frozen: boolean
}

/** A location for one test. */
export interface NewLocation {
  name?: string
  /** ISO 3166-1 alpha-2; `US` by default. */
  country?: string
  /** An IANA time zone. */
  timezone?: string
  allowDuplicateContact?: boolean
  /** The scopes of its token; all by default. */
  scopes?: string[]
  /** What it has at its start; nothing by default. */
  seed?: 'empty' | 'demo' | LocationSeed
}

export interface TestLocation {
  locationId: string
  companyId: string
  userId: string
  token: string
}

/** Something that goes wrong on purpose. */
export interface NewFault {
  /** What it happens to: everything by default. `path` may have `*` for any characters. */
  match?: { method?: string; path?: string; locationId?: string }
  effect: {
    /** An answer in place of the server's; the request is not served. */
    status?: number
    headers?: Record<string, string>
    body?: unknown
    /** How much later the answer comes. */
    delayMs?: number
    /**
     * `reset` and `stall` do not serve the request; `reset-after-commit` serves it and loses the answer; `truncate` sends half
     * of the answer.
     */
    connection?: 'reset' | 'reset-after-commit' | 'stall' | 'truncate'
  }
  /** How often; without an end by default. */
  times?: number
  /** From 0 to 1. */
  probability?: number
  /** Of the random numbers for `probability`. */
  seed?: number
}

export interface Fault extends NewFault {
  id: string
  hits: number
}

export interface RequestFilter {
  /** ISO 8601. */
  since?: string
  method?: string
  /** May have `*` for any characters. */
  path?: string
  status?: number
  locationId?: string
  /** 1,000 by default, the most. */
  limit?: number
}

export interface DeliveryFilter {
  locationId?: string
  /** A type of event. */
  event?: string
  /** 1,000 by default, the most. */
  limit?: number
}

/** One event that was sent to one webhook. */
export interface WebhookDelivery {
  id: string
  webhookId: string
  locationId: string
  /** The header `webhook-id`. */
  eventId: string
  /** The type of the event. */
  event: string
  /** null for an event that is about no contact. */
  contactId: string | null
  /** `pending`: another attempt is due. */
  status: 'pending' | 'delivered' | 'failed'
  /** The time of the event: ISO 8601. */
  dateAdded: string
  nextAttempt?: string
  /** Oldest first. */
  attempts: {
    /** ISO 8601. */
    at: string
    /** What the receiver answered. */
    status?: number
    durationMs: number
    error?: string
    /** The beginning of the answer. */
    response?: string
    /** Whether it came before its time, because the receiver had taken another event. */
    early?: boolean
    /** How often the event had been sent again on request. */
    repeat?: number
  }[]
  url: string
  body: unknown
}

/** A HighLevel to test against, in this process. Its methods do what `/_contactd/dev` does over HTTP. */
export interface Contactd {
  /** `http://127.0.0.1:<port>` */
  url: string
  /** A private integration token of the location, with every scope. */
  token: string
  locationId: string
  companyId: string
  /** The first contact of the location; empty if it has none. */
  contactId: string
  /** Goes back to the seed: its data and the system's time. Snapshots stay. */
  reset(): Promise<void>
  /** Creates a location for one test, with a token of its own. */
  createLocation(location?: NewLocation): Promise<TestLocation>
  /** Keeps the data and the clock under a name. */
  snapshot(name: string): Promise<void>
  /** Brings back what `snapshot` has kept. */
  restore(name: string): Promise<void>
  /** Lets something go wrong from now on. */
  fault(fault: NewFault): Promise<Fault>
  clearFaults(): Promise<void>
  /** What came in, the newest first, and why it was refused. */
  requests(filter?: RequestFilter): Promise<{ requests: RecordedRequest[] }>
  /** What webhooks were sent, the newest event first. */
  deliveries(filter?: DeliveryFilter): Promise<{ deliveries: WebhookDelivery[] }>
  /** The clock of everything: dates, expiry of tokens, rate limits, recurring tasks. */
  clock: {
    now(): Promise<ClockState>
    /** @param clock `now` in ISO 8601. */
    set(clock: { now?: string; frozen?: boolean }): Promise<ClockState>
    freeze(): Promise<ClockState>
    advance(time: { seconds: number }): Promise<ClockState>
  }
  /** Ends the server and its connections. */
  close(): Promise<void>
}

/**
 * Starts a HighLevel to test against in this process, on a free port of 127.0.0.1, with its database in memory.
 * @throws Error if it can't listen, the seed has mistakes, or the database has data that contactd did not make for development.
 */
export type StartContactd = (options?: StartContactdOptions) => Promise<Contactd>
