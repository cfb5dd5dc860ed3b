import { randomBytes } from 'node:crypto'
import type { Contact } from '../../server/src/api/contacts/contact.ts'
import { createSearch } from '../../server/src/api/search/create-search.ts'
import type { Search } from '../../server/src/api/search/search.ts'
import { SecretBox } from '../../server/src/auth/secret-box.ts'
import type { App } from '../../server/src/http/app.ts'
import type { Limits } from '../../server/src/http/rate-limit.ts'
import type { WaitingLimits } from '../../server/src/http/waiting-answers.ts'
import { type Ids, randomIds } from '../../server/src/lib/ids.ts'
import type { IpNetwork } from '../../server/src/lib/ip-networks.ts'
import { Metrics } from '../../server/src/metrics/metrics.ts'
import { buildServer } from '../../server/src/server.ts'
import { openStorage } from '../../server/src/storage/open-storage.ts'
import type { Storage } from '../../server/src/storage/storage.ts'
import { Activity } from '../../server/src/traffic/activity/activity.ts'
import { Journal } from '../../server/src/traffic/journal.ts'
import { ServedTraffic, servedLimits } from '../../server/src/traffic/served-traffic.ts'
import { openWebhookKeys } from '../../server/src/webhooks/signing/webhook-keys.ts'
import type { Engine } from './engines.ts'
import { Fixtures } from './fixtures.ts'
import { HeldClock } from './held-clock.ts'
import { inject } from './inject.ts'
import { type LogLine, memoryLogger } from './memory-logger.ts'
import { newTestDatabase } from './test-database.ts'

export type Method = 'GET' | 'POST' | 'PUT' | 'DELETE' | 'PATCH' | 'OPTIONS' | 'HEAD'

export interface Reply<Body> {
  status: number
  headers: Record<string, string | string[] | number | undefined>
  /** The body as text. */
  text: string
  /** The body, parsed if it is JSON, with the caller's type, unchecked. */
  body: Body
}

/** A response about a contact, or an error. */
export interface ContactReply {
  contact: Contact & Record<string, unknown>
  tags: string[]
  message: string | string[]
  traceId: string
}

export interface TestServer {
  app: App
  storage: Storage
  clock: HeldClock
  ids: Ids
  /** Encrypts in its database. */
  secrets: SecretBox
  fixtures: Fixtures
  /** What the server logged at `warn` and above. */
  log: LogLine[]
  companyId: string
  /** A location of the company, in the US. */
  locationId: string
  /** A user of the location. */
  userId: string
  /** A token of the location with every scope. */
  token: string
  /**
   * Sends a request with the location's token and a served `Version`.
   * @param body sent as JSON; a string or a Buffer is sent unchanged.
   * @param headers override the usual ones; undefined removes one.
   */
  call<Body = ContactReply>(
    method: Method,
    url: string,
    body?: unknown,
    headers?: Record<string, string | undefined>,
  ): Promise<Reply<Body>>
  /** Counts requests by the minute. */
  activity: Activity
  close(): Promise<void>
}

/** The header of a token. */
export const bearer = (token: string) => ({ authorization: `Bearer ${token}` })

export interface TestServerOptions {
  rateLimit?: 'off' | 'highlevel'
  limits?: Limits
  host?: string
  logLevel?: string
  ids?: Ids
  /** The name of the company. */
  company?: string
  location?: Parameters<Fixtures['location']>[1]
  waiting?: WaitingLimits
  publicUrl?: string
  trustedProxies?: readonly IpNetwork[]
  allowedHosts?: readonly string[]
  demoToken?: string
  metricsToken?: string
  uploadQuotaBytes?: number
  oauthBasic?: boolean
  legacyWebhookSignature?: boolean
  /** The project's engine by default. */
  engine?: Engine
  /** Whether the bodies of requests are kept, masked. */
  inspect?: boolean
  /** The contacts' own search by default. */
  search?: Search
}

/**
 * A server on a new database of the project's engine, not listening, with a company, a location, a user and a token.
 */
export async function startTestServer(options: TestServerOptions = {}): Promise<TestServer> {
  const {
    rateLimit = 'off',
    limits,
    host = 'localhost',
    logLevel = 'warn',
    ids = randomIds,
    company,
    location,
    waiting,
    engine,
    publicUrl,
    trustedProxies,
    allowedHosts,
    demoToken,
    metricsToken,
    uploadQuotaBytes,
    oauthBasic = false,
    legacyWebhookSignature = false,
    inspect = false,
  } = options
  const clock = new HeldClock()
  const { url: database, drop } = await newTestDatabase(engine)
  const metrics = new Metrics()
  const storage = await openStorage({ database, clock, metrics })
  const { logger, lines } = memoryLogger(logLevel)
  const secrets = new SecretBox(randomBytes(32))
  const journal = new Journal(servedLimits)
  const activity = new Activity({ storage, clock, log: logger })
  const app = await buildServer({
    storage,
    traffic: new ServedTraffic({ journal, activity, clock, keepsBodies: inspect }),
    journal,
    search: options.search ?? createSearch({ storage, database, clock, ids, log: logger, metrics }),
    clock,
    ids,
    secrets,
    refreshGraceMs: 10_000,
    oauthBasic,
    webhookKeys: openWebhookKeys(
      { storage, secrets, clock, ids },
      { legacySignature: legacyWebhookSignature },
    ),
    logger,
    host,
    rateLimit,
    ...(limits && { limits }),
    ...(waiting && { waiting }),
    ...(publicUrl !== undefined && { publicUrl }),
    ...(trustedProxies && { trustedProxies }),
    ...(allowedHosts && { allowedHosts }),
    metrics,
    ...(demoToken !== undefined && { demoToken }),
    ...(metricsToken !== undefined && { metricsToken }),
    ...(uploadQuotaBytes !== undefined && { uploadQuotaBytes }),
  })
  const fixtures = new Fixtures({ storage, clock, ids })
  const companyId = await fixtures.company(company)
  const locationId = await fixtures.location(companyId, location)
  const userId = await fixtures.user(companyId, locationId)
  const { token } = await fixtures.token({ companyId, locationId })

  return {
    app,
    storage,
    clock,
    ids,
    secrets,
    fixtures,
    log: lines,
    companyId,
    locationId,
    userId,
    token,
    activity,
    async call(method, url, body, headers = {}) {
      const isRaw = typeof body === 'string' || Buffer.isBuffer(body)
      const payload = body === undefined || isRaw ? body : JSON.stringify(body)
      const sent = {
        ...bearer(token),
        version: '2021-07-28',
        ...(payload !== undefined && { 'content-type': 'application/json' }),
        ...headers,
      }
      const reply = await inject(app, {
        method,
        url,
        headers: Object.fromEntries(
          Object.entries(sent).filter((entry): entry is [string, string] => entry[1] !== undefined),
        ),
        ...(payload !== undefined && { payload }),
      })
      const isJson = String(reply.headers['content-type']).startsWith('application/json')
      return {
        status: reply.statusCode,
        headers: reply.headers,
        text: reply.body,
        body: isJson && reply.body !== '' ? JSON.parse(reply.body) : reply.body,
      }
    },
    async close() {
      await app.close()
      await activity.stop()
      await storage.close()
      await drop()
    },
  }
}
