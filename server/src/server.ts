import corsPlugin from '@fastify/cors'
import type { FastifyBaseLogger } from 'fastify'
import { defaultUploadQuotaBytes } from './api/locations/bounds.ts'
import { schemaFormats } from './api/schemas/formats.ts'
import type { Search } from './api/search/search.ts'
import { tokenCheck } from './auth/authenticate.ts'
import { authorization, requestCounter, requireLiveToken } from './auth/authorization.ts'
import type { DatabaseProof } from './auth/database-proof.ts'
import type { SecretBox } from './auth/secret-box.ts'
import { accessTokenKey, signingKeySource } from './auth/signing-key.ts'
import { registerConsole } from './console/console-routes.ts'
import { registerSession } from './console/session-routes.ts'
import type { App } from './http/app.ts'
import { registerContinue } from './http/broken-requests.ts'
import { corsHeaders, corsOptions } from './http/cors.ts'
import { createApp } from './http/create-app.ts'
import { registerDatabaseProof } from './http/database-proof-route.ts'
import { registerErrorHandler, sendError } from './http/error-handler.ts'
import { registerClose } from './http/graceful-shutdown.ts'
import { databaseCheck, registerHealth } from './http/health.ts'
import { hostGuard, registerHostGuard } from './http/host-guard.ts'
import { registerJsonBody } from './http/json-body.ts'
import { registerMetrics, registerRequestMetrics } from './http/metrics-route.ts'
import { registerOpenApi } from './http/openapi.ts'
import { Pipeline } from './http/pipeline.ts'
import type { Limits, RateLimiter } from './http/rate-limit.ts'
import { registerRequestLog } from './http/request-log.ts'
import { registerRequestOrigin } from './http/request-origin.ts'
import { schemaValidator } from './http/schema-validator.ts'
import { openRateLimits } from './http/shared-rate-limits.ts'
import { registerTraffic, type Traffic } from './http/traffic.ts'
import { registerUnreadBodies } from './http/unread-body.ts'
import { registerWaitingAnswers, type WaitingLimits, waitingLimits } from './http/waiting-answers.ts'
import type { Clock } from './lib/clock.ts'
import type { Ids } from './lib/ids.ts'
import type { IpNetwork } from './lib/ip-networks.ts'
import type { Snapshot } from './metrics/family.ts'
import { Metrics } from './metrics/metrics.ts'
import { registerTokenRoutes } from './oauth/oauth-routes.ts'
import { registerInstallPages } from './oauth/pages/install-pages.ts'
import { SignIns } from './oauth/sign-in.ts'
import type { SignInThrottle } from './oauth/sign-in-throttle.ts'
import { registerOperations } from './operations.ts'
import { registerReference } from './reference/reference.ts'
import { tags } from './reference/tags.ts'
import type { Storage } from './storage/storage.ts'
import { type ReadMinutes, storedMinutes } from './traffic/activity/activity.ts'
import type { Journal } from './traffic/journal.ts'
import { type ListRequests, listOwnRequests } from './traffic/list-requests.ts'
import { registerPublicKeyRoutes } from './webhooks/signing/public-key-routes.ts'
import { openWebhookKeys, type WebhookKeys } from './webhooks/signing/webhook-keys.ts'
import { webhookFormats } from './webhooks/webhook-schemas.ts'

export interface ServerDependencies {
  storage: Storage
  /** Closed with the server. */
  search: Search
  clock: Clock
  ids: Ids
  /** Encrypts signing keys, and signs cookies. */
  secrets: SecretBox
  /** How long a used refresh token gets its first response again. */
  refreshGraceMs: number
  /** Whether apps may send their credentials to the token endpoint as HTTP Basic. */
  oauthBasic?: boolean
  /** The keys that sign deliveries; by default without the one of the legacy signature. */
  webhookKeys?: WebhookKeys
  logger: FastifyBaseLogger
  /** The address or name that the server will listen on; on loopback, other Host headers are refused. */
  host: string
  /** The quota of a location's files; 10 GB by default. */
  uploadQuotaBytes?: number
  /** Whether requests over the limits are refused; they are counted either way. */
  rateLimit: 'off' | 'highlevel'
  /** HighLevel's by default. */
  limits?: Limits
  /** Counts in place of those of `rateLimit` and `limits`. */
  rateLimits?: RateLimiter
  /** Delays sign-ins in place of the server's own. */
  signInThrottle?: SignInThrottle
  /** The one origin whose pages may call the API from a browser; none by default. */
  cors?: string
  /** Proves which database is served; missing if that must not be revealed, as in memory. */
  proveDatabase?: DatabaseProof | undefined
  /** The token that the reference page has prefilled for visitors on this machine. Only for the demo. */
  demoToken?: string
  /** The origin of links in responses; that of each request by default. */
  publicUrl?: string
  /** The proxies that are trusted about a request's client and scheme; those on loopback by default. */
  trustedProxies?: readonly IpNetwork[]
  /** Host names that are served on loopback in addition to its own, HighLevel's and that of the public URL. */
  allowedHosts?: readonly string[]
  /** contactd's own by default. */
  waiting?: WaitingLimits
  /** Sees every request; none by default. */
  traffic?: Traffic
  /** The latest requests, for people who may see them; not shown by default. */
  journal?: Journal
  /** Lists the latest requests of every process of the server; those of the journal by default. */
  listRequests?: ListRequests
  /** The counts of requests; those that are stored by default. */
  readMinutes?: ReadMinutes
  /** Where the storage and the search count, too; new ones by default. */
  metrics?: Metrics
  /** What `/metrics` demands of requests from elsewhere; it refuses them by default. */
  metricsToken?: string
  /** Reads the metrics of every process of the server; those of `metrics` by default. */
  readMetrics?: () => Promise<readonly Snapshot[]>
}

/** Ids are short, but a path may contain anything: a longer path is unknown. */
const maxParamLength = 1000

/** Time limit for receiving a request, so a slow sender can't occupy a connection forever. */
const requestTimeoutMs = 300_000

/** Builds the server: every part is registered by an explicit call. It does not listen yet. */
export async function buildServer(dependencies: ServerDependencies): Promise<App> {
  const {
    storage,
    search,
    clock,
    ids,
    secrets,
    refreshGraceMs,
    logger,
    host,
    rateLimit,
    uploadQuotaBytes = defaultUploadQuotaBytes,
    limits,
    cors,
    demoToken,
    publicUrl,
    trustedProxies,
    allowedHosts = [],
    oauthBasic = false,
    waiting = waitingLimits,
    traffic,
    journal,
    listRequests = journal && (async (query) => listOwnRequests(journal, query)),
    readMinutes = storedMinutes(storage),
    signInThrottle: throttle,
    metrics = new Metrics(),
    metricsToken,
    readMetrics = async () => [await metrics.snapshot()],
  } = dependencies
  const signingKey = signingKeySource({ storage, secrets, clock, ids }, accessTokenKey)
  const enforced = rateLimit === 'highlevel'
  const rateLimits = dependencies.rateLimits ?? openRateLimits({ storage, clock, enforced, limits })
  const authenticate = tokenCheck({ storage, clock, ids, signingKey, secrets })
  const count = requestCounter(authenticate, rateLimits)
  const guardHost = hostGuard(
    host,
    publicUrl === undefined ? allowedHosts : [...allowedHosts, new URL(publicUrl).hostname],
  )
  const compile = schemaValidator({ ...schemaFormats, ...webhookFormats })
  const pipeline = new Pipeline({
    storage,
    newId: ids.uuid,
    maxParamLength,
    requestTimeoutMs,
    compile,
    guardHost,
    corsHeaders: corsHeaders(cors),
    authorize: authorization({ authenticate, rateLimits }),
    requireLiveToken,
    sendError: (error, request, reply) => sendError(error, request, reply, count),
    traffic,
    metrics: metrics.requests,
  })
  const app = createApp(pipeline, { logger, newId: ids.uuid, compile, maxParamLength, count })
  app.addHook('onClose', () => search.close())
  if (traffic) registerTraffic(app, traffic)
  registerRequestMetrics(app, metrics.requests)
  registerClose(app)
  registerContinue(app)
  registerUnreadBodies(app)
  registerWaitingAnswers(app, waiting, metrics)
  pipeline.attach(app, registerRequestLog(app))
  registerRequestOrigin(app, { publicUrl, trustedProxies })
  registerHostGuard(app, guardHost)
  if (cors !== undefined) await app.register(corsPlugin, corsOptions(cors))
  registerErrorHandler(app, count)
  registerJsonBody(app)
  registerOpenApi(app, tags)
  registerHealth(app, { database: databaseCheck(storage), search: () => search.check() })
  if (dependencies.proveDatabase) registerDatabaseProof(app, dependencies.proveDatabase)
  registerMetrics(app, { readAll: readMetrics, token: metricsToken })
  registerReference(app, { demoToken })
  registerConsole(app)
  const webhookKeys =
    dependencies.webhookKeys ?? openWebhookKeys({ storage, secrets, clock, ids }, { legacySignature: false })
  registerPublicKeyRoutes(app, { accessTokens: signingKey, webhooks: webhookKeys })
  const signIns = new SignIns({ storage, clock, ids, ...(throttle && { throttle }) })
  app.addHook('preClose', async () => signIns.close())
  const oauth = { storage, clock, ids, signingKey, refreshGraceMs, isBasicTaken: oauthBasic }
  await app.register(async (open: App) => registerTokenRoutes(open, oauth))
  await app.register(async (pages: App) =>
    registerInstallPages(pages, { storage, clock, ids, secrets, signIns }),
  )
  await app.register(async (pages: App) => registerSession(pages, { storage, clock, ids, secrets, signIns }))
  await registerOperations(app, pipeline, {
    ...{ storage, search, clock, ids, secrets, webhookKeys, oauth },
    ...{ uploadQuotaBytes, listRequests, readMinutes },
  })
  return app
}
