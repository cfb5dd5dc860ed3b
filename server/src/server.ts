import type { Socket } from 'node:net'
import corsPlugin from '@fastify/cors'
import Fastify, {
  type FastifyBaseLogger,
  type FastifyReply,
  type FastifyServerOptions,
  LogController,
} from 'fastify'
import { registerBusinessContactRoutes } from './api/businesses/business-contact-routes.ts'
import { registerBusinessRoutes } from './api/businesses/business-routes.ts'
import { registerCompanyRoutes } from './api/companies/company-routes.ts'
import { registerActivityRoutes } from './api/contacts/activity-routes.ts'
import { registerBulkRoutes } from './api/contacts/bulk/bulk-routes.ts'
import { registerContactRoutes } from './api/contacts/contact-routes.ts'
import { registerDuplicateRoutes } from './api/contacts/duplicate/duplicate-routes.ts'
import { registerUpsertRoutes } from './api/contacts/upsert/upsert-routes.ts'
import { registerBusinessFieldRoutes } from './api/custom-fields/business-field-routes.ts'
import { registerCustomFieldFolderRoutes } from './api/custom-fields/custom-field-folder-routes.ts'
import { registerCustomFieldRoutes } from './api/custom-fields/custom-field-routes.ts'
import { registerCustomValueRoutes } from './api/custom-values/custom-value-routes.ts'
import { registerDocumentRoutes } from './api/documents/document-routes.ts'
import { defaultUploadQuotaBytes } from './api/locations/bounds.ts'
import { registerConversationChannelRoutes } from './api/locations/conversation-channel-routes.ts'
import { registerLocationRoutes } from './api/locations/location-routes.ts'
import { registerPermissionRoutes } from './api/locations/permission-routes.ts'
import { registerLostReasonRoutes } from './api/lost-reasons/lost-reason-routes.ts'
import { registerOpportunityFollowerRoutes } from './api/opportunities/opportunity-follower-routes.ts'
import { registerOpportunityRoutes } from './api/opportunities/opportunity-routes.ts'
import { registerOpportunitySearchRoutes } from './api/opportunities/search/opportunity-search-routes.ts'
import { registerPipelineRoutes } from './api/pipelines/pipeline-routes.ts'
import { registerPrivateTokenRoutes } from './api/private-tokens/private-token-routes.ts'
import { registerRecurringTaskRoutes } from './api/recurring-tasks/recurring-task-routes.ts'
import { schemaFormats } from './api/schemas/formats.ts'
import type { Search } from './api/search/search.ts'
import { registerSearchRoutes } from './api/search/search-routes.ts'
import { registerTagRoutes } from './api/tags/tag-routes.ts'
import { registerTaskSearchRoutes } from './api/tasks/task-search-routes.ts'
import { registerTemplateRoutes } from './api/templates/template-routes.ts'
import { registerUserRoutes } from './api/users/user-routes.ts'
import { registerUserWriteRoutes } from './api/users/user-write-routes.ts'
import { tokenCheck } from './auth/authenticate.ts'
import { authorization, requestCounter, requireLiveToken } from './auth/authorization.ts'
import type { DatabaseProof } from './auth/database-proof.ts'
import type { SecretBox } from './auth/secret-box.ts'
import { accessTokenKey, signingKeySource } from './auth/signing-key.ts'
import { registerConsole } from './console/console-routes.ts'
import { registerSession } from './console/session-routes.ts'
import type { App } from './http/app.ts'
import { answerBrokenRequest, registerContinue } from './http/broken-requests.ts'
import { corsHeaders, corsOptions } from './http/cors.ts'
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
import { schemaValidator, type ValidatorCompiler } from './http/schema-validator.ts'
import { openRateLimits } from './http/shared-rate-limits.ts'
import { registerTraffic, type Traffic } from './http/traffic.ts'
import { registerUnreadBodies } from './http/unread-body.ts'
import {
  heldBytes,
  registerWaitingAnswers,
  type WaitingLimits,
  waitingLimits,
} from './http/waiting-answers.ts'
import { registerImportRoutes } from './import/import-routes.ts'
import { type Clock, systemClock } from './lib/clock.ts'
import type { Ids } from './lib/ids.ts'
import type { IpNetwork } from './lib/ip-networks.ts'
import { registerBusinessDeletionRoutes } from './lifecycle/business-deletion-routes.ts'
import { registerCustomFieldDeletionRoutes } from './lifecycle/custom-field-deletion-routes.ts'
import { registerLocationDeletionRoutes } from './lifecycle/location-deletion-routes.ts'
import { registerTagChangeRoutes } from './lifecycle/tag-change-routes.ts'
import { registerUserDeletionRoutes } from './lifecycle/user-deletion-routes.ts'
import { gauge, type Snapshot } from './metrics/family.ts'
import { Metrics } from './metrics/metrics.ts'
import { registerInstalledAppRoutes } from './oauth/installed-app-routes.ts'
import { registerCompanyAppRoutes, registerTokenRoutes } from './oauth/oauth-routes.ts'
import { registerInstallPages } from './oauth/pages/install-pages.ts'
import { SignIns } from './oauth/sign-in.ts'
import type { SignInThrottle } from './oauth/sign-in-throttle.ts'
import { registerReference } from './reference/reference.ts'
import { tags } from './reference/tags.ts'
import type { Storage } from './storage/storage.ts'
import { type ReadMinutes, storedMinutes } from './traffic/activity/activity.ts'
import type { Journal } from './traffic/journal.ts'
import { type ListRequests, listOwnRequests } from './traffic/list-requests.ts'
import { registerTrafficRoutes } from './traffic/traffic-routes.ts'
import { registerListenerRoutes } from './webhooks/listeners/listener-routes.ts'
import { createSignEvent } from './webhooks/sign-event.ts'
import { registerPublicKeyRoutes } from './webhooks/signing/public-key-routes.ts'
import { createSigner } from './webhooks/signing/signer.ts'
import { openWebhookKeys, type WebhookKeys } from './webhooks/signing/webhook-keys.ts'
import { WebhookSecrets } from './webhooks/signing/webhook-secrets.ts'
import { registerWebhookRoutes } from './webhooks/webhook-routes.ts'
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

/** The compilers of Fastify's routes. Without them, Fastify loads its own. */
const compilers = (compile: ValidatorCompiler) =>
  ({
    compilersFactory: { buildValidator: () => compile, buildSerializer: () => () => JSON.stringify },
  }) as unknown as NonNullable<FastifyServerOptions['schemaController']>

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
  const app: App = Fastify({
    serverFactory: (fastify) => pipeline.createServer(fastify),
    loggerInstance: logger,
    logController: new LogController({ disableRequestLogging: true }),
    genReqId: ids.uuid,
    // Log lines name the trace id themselves, so requests need no child loggers.
    childLoggerFactory: (parent) => parent,
    requestIdHeader: false,
    // In-flight requests finish during shutdown; then their connections are closed.
    return503OnClosing: false,
    forceCloseConnections: 'idle',
    schemaController: compilers(compile),
    routerOptions: { ignoreTrailingSlash: true, maxParamLength },
    clientErrorHandler: (error, socket) => answerBrokenRequest(app, error, socket as Socket),
    frameworkErrors: (error, request, reply) => {
      void sendError(error, request, reply as FastifyReply, count)
    },
  })
  app.addHook('onClose', () => search.close())
  if (traffic) registerTraffic(app, traffic)
  registerRequestMetrics(app, metrics.requests)
  registerClose(app)
  registerContinue(app)
  registerUnreadBodies(app)
  registerWaitingAnswers(app, waiting)
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
  metrics.add(() => [
    gauge(
      'contactd_http_waiting_response_bytes',
      'Large responses that clients have yet to read.',
      heldBytes(app),
    ),
  ])
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
  const context = { storage, clock, ids }
  registerContactRoutes(pipeline, context)
  registerActivityRoutes(pipeline, context)
  registerUpsertRoutes(pipeline, context)
  registerDuplicateRoutes(pipeline, context)
  registerBulkRoutes(pipeline, context)
  registerCustomFieldDeletionRoutes(pipeline, context)
  registerSearchRoutes(pipeline, { storage, search })
  registerOpportunitySearchRoutes(pipeline, { storage, search })
  registerBusinessContactRoutes(pipeline, { storage, search })
  registerRecurringTaskRoutes(pipeline, context)
  registerTaskSearchRoutes(pipeline, { storage, search, clock })
  registerCompanyRoutes(pipeline, context)
  registerLocationRoutes(pipeline, context)
  registerPermissionRoutes(pipeline, context)
  registerConversationChannelRoutes(pipeline, context)
  registerLocationDeletionRoutes(app, pipeline, context)
  registerTagRoutes(pipeline, context)
  registerTagChangeRoutes(pipeline, context)
  registerCustomFieldRoutes(pipeline, context)
  registerCustomFieldFolderRoutes(pipeline, context)
  registerBusinessFieldRoutes(pipeline, context)
  registerCustomValueRoutes(pipeline, context)
  registerOpportunityRoutes(pipeline, context)
  registerOpportunityFollowerRoutes(pipeline, context)
  registerPipelineRoutes(pipeline, context)
  registerLostReasonRoutes(pipeline, context)
  registerPrivateTokenRoutes(pipeline, context)
  registerTemplateRoutes(pipeline, context)
  registerUserRoutes(pipeline, context)
  registerUserWriteRoutes(pipeline, context)
  registerUserDeletionRoutes(pipeline, context)
  registerBusinessRoutes(pipeline, context)
  registerBusinessDeletionRoutes(pipeline, context)
  const webhookSecrets = new WebhookSecrets(secrets, webhookKeys)
  registerWebhookRoutes(pipeline, { ...context, webhookSecrets })
  // Receivers compare the time of a signature with theirs, also while a clock for development is moved.
  const signer = { signer: createSigner(webhookKeys), secrets: webhookSecrets, clock: systemClock }
  registerListenerRoutes(pipeline, { ...context, secrets: webhookSecrets, sign: createSignEvent(signer) })
  if (listRequests) registerTrafficRoutes(pipeline, { clock, listRequests, readMinutes })
  await registerDocumentRoutes(app, pipeline, context, uploadQuotaBytes)
  await registerImportRoutes(app, pipeline, context)
  registerInstalledAppRoutes(pipeline, oauth)
  await app.register(async (form: App) => registerCompanyAppRoutes(form, pipeline, oauth))
  return app
}
