import { randomBytes } from 'node:crypto'
import { SecretBox } from '../../server/src/auth/secret-box.ts'
import type { Contact } from '../../server/src/contacts/contact.ts'
import { openSearch } from '../../server/src/contacts/search/index/open-search.ts'
import type { App } from '../../server/src/http/app.ts'
import type { Limits } from '../../server/src/http/rate-limit.ts'
import { type Ids, randomIds } from '../../server/src/lib/ids.ts'
import { buildServer } from '../../server/src/server.ts'
import { openStorage } from '../../server/src/storage/open-storage.ts'
import type { Storage } from '../../server/src/storage/storage.ts'
import type { Engine } from './engines.ts'
import { Fixtures } from './fixtures.ts'
import { HeldClock } from './held-clock.ts'
import { type LogLine, memoryLogger } from './memory-logger.ts'
import { newTestDatabase } from './test-database.ts'

export type Method = 'GET' | 'POST' | 'PUT' | 'DELETE' | 'PATCH' | 'OPTIONS' | 'HEAD'

export interface Reply<Body> {
  status: number
  headers: Record<string, string | string[] | number | undefined>
  /** The body as it came. */
  text: string
  /** The body, parsed where it is JSON, and taken at the caller's word for its shape. */
  body: Body
}

/** What answers hold that are about a contact, or are an error. */
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
   * @param body sent as JSON; a string or a Buffer is sent as it stands.
   * @param headers laid over the usual ones; undefined leaves one out.
   */
  call<Body = ContactReply>(
    method: Method,
    url: string,
    body?: unknown,
    headers?: Record<string, string | undefined>,
  ): Promise<Reply<Body>>
  close(): Promise<void>
}

/** The header of a token. */
export const bearer = (token: string) => ({ authorization: `Bearer ${token}` })

/** A server on a new database of the project's engine, not listening, with a company, a location, a user and a token. */
export async function startTestServer(
  options: {
    rateLimit?: 'off' | 'highlevel'
    limits?: Limits
    host?: string
    logLevel?: string
    ids?: Ids
    location?: Parameters<Fixtures['location']>[1]
    /** That of the project where none is named. */
    engine?: Engine
  } = {},
): Promise<TestServer> {
  const {
    rateLimit = 'off',
    limits,
    host = 'localhost',
    logLevel = 'warn',
    ids = randomIds,
    location,
    engine,
  } = options
  const clock = new HeldClock()
  const { url: database, drop } = await newTestDatabase(engine)
  const storage = await openStorage({ database, clock })
  const { logger, lines } = memoryLogger(logLevel)
  const secrets = new SecretBox(randomBytes(32))
  const app = await buildServer({
    storage,
    search: openSearch({ storage, database, clock, ids, log: logger }),
    clock,
    ids,
    secrets,
    refreshGraceMs: 10_000,
    logger,
    host,
    rateLimit,
    ...(limits && { limits }),
  })
  const fixtures = new Fixtures({ storage, clock, ids })
  const companyId = await fixtures.company()
  const locationId = await fixtures.location(companyId, location)
  const userId = await fixtures.user(companyId, locationId)
  const { token } = await fixtures.token({ companyId, locationId })

  return {
    app,
    storage,
    clock,
    ids,
    fixtures,
    log: lines,
    companyId,
    locationId,
    userId,
    token,
    async call(method, url, body, headers = {}) {
      const isRaw = typeof body === 'string' || Buffer.isBuffer(body)
      const payload = body === undefined || isRaw ? body : JSON.stringify(body)
      const sent = {
        ...bearer(token),
        version: '2021-07-28',
        ...(payload !== undefined && { 'content-type': 'application/json' }),
        ...headers,
      }
      const reply = await app.inject({
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
      await storage.close()
      await drop()
    },
  }
}
