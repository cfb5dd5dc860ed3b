import corsPlugin from '@fastify/cors'
import Fastify, { type FastifyBaseLogger, LogController } from 'fastify'
import { tokenCheck } from './auth/authenticate.ts'
import { registerGate, requestCounter } from './auth/gate.ts'
import type { SecretBox } from './auth/secret-box.ts'
import { signingKeySource } from './auth/signing-key.ts'
import { registerActivityRoutes } from './contacts/activity-routes.ts'
import { registerBulkRoutes } from './contacts/bulk/bulk-routes.ts'
import { registerBusinessContactRoutes } from './contacts/business/business-contact-routes.ts'
import { registerBusinessDeletionRoutes } from './contacts/business/business-deletion-routes.ts'
import { contactFormats } from './contacts/contact-formats.ts'
import { registerContactRoutes } from './contacts/contact-routes.ts'
import { registerCustomFieldDeletionRoutes } from './contacts/custom-field-deletion/custom-field-deletion-routes.ts'
import { registerDuplicateRoutes } from './contacts/duplicate/duplicate-routes.ts'
import { registerLocationDeletionRoutes } from './contacts/location-deletion/location-deletion-routes.ts'
import type { ContactSearch } from './contacts/search/search-query.ts'
import { registerSearchRoutes } from './contacts/search/search-routes.ts'
import { registerTagChangeRoutes } from './contacts/tag-changes/tag-change-routes.ts'
import { registerUpsertRoutes } from './contacts/upsert/upsert-routes.ts'
import type { App } from './http/app.ts'
import { corsOptions } from './http/cors.ts'
import { registerDrain } from './http/drain.ts'
import { registerErrorHandler, sendError } from './http/error-handler.ts'
import { registerHealth } from './http/health.ts'
import { registerHostGuard } from './http/host-guard.ts'
import { registerJsonBody } from './http/json-body.ts'
import { registerOpenApi } from './http/openapi.ts'
import type { Limits } from './http/rate-limit.ts'
import { registerRequestLog } from './http/request-log.ts'
import { schemaValidator } from './http/schema-validator.ts'
import { openRateLimits } from './http/shared-rate-limits.ts'
import type { Clock } from './lib/clock.ts'
import type { Ids } from './lib/ids.ts'
import { registerBusinessRoutes } from './locations/business-routes.ts'
import { registerCustomFieldFolderRoutes } from './locations/custom-field-folder-routes.ts'
import { registerCustomFieldRoutes } from './locations/custom-field-routes.ts'
import { registerDocumentRoutes } from './locations/document-routes.ts'
import { registerLocationRoutes } from './locations/location-routes.ts'
import { registerTagRoutes } from './locations/tag-routes.ts'
import { registerUserRoutes } from './locations/user-routes.ts'
import { registerUserWriteRoutes } from './locations/user-write-routes.ts'
import { registerCompanyAppRoutes, registerTokenRoutes } from './oauth/oauth-routes.ts'
import { registerInstallPages } from './oauth/pages/install-pages.ts'
import { registerUserDeletionRoutes } from './oauth/user-deletion-routes.ts'
import { registerReference } from './reference/reference.ts'
import { tags } from './reference/tags.ts'
import type { Storage } from './storage/storage.ts'

export interface ServerDependencies {
  storage: Storage
  /** Is closed with the server. */
  search: ContactSearch
  clock: Clock
  ids: Ids
  /** Seals the signing key of access tokens, and signs cookies. */
  secrets: SecretBox
  /** How long a refresh token that was used is answered as it was. */
  refreshGraceMs: number
  logger: FastifyBaseLogger
  /** The address or name that the server will listen on: on loopback, other Hosts are refused. */
  host: string
  /** Whether requests past the limits are refused; counted they are either way. */
  rateLimit: 'off' | 'highlevel'
  /** HighLevel's where they are missing. */
  limits?: Limits
  /** The one origin whose pages may call the API from a browser; none where it is missing. */
  cors?: string
  /** The token that the reference page has filled in. Only for the demo, on loopback. */
  demoToken?: string
}

/** Ids are short, but a path may hold anything: what is longer than this is an unknown path. */
const maxParamLength = 1000

/** How long a request may take to arrive as a whole, so that a slow sender holds no connection for ever. */
const requestTimeoutMs = 300_000

/** Puts the server together, every part by an explicit call. It does not listen yet. */
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
    limits,
    cors,
    demoToken,
  } = dependencies
  const signingKey = signingKeySource(storage, secrets, { clock, ids })
  const rateLimits = openRateLimits({ storage, clock, enforced: rateLimit === 'highlevel', limits })
  const authenticate = tokenCheck({ storage, clock, ids, signingKey })
  const count = requestCounter(authenticate, rateLimits)
  const app: App = Fastify({
    loggerInstance: logger,
    logController: new LogController({ disableRequestLogging: true }),
    genReqId: ids.uuid,
    // The lines name the trace id themselves: a child logger for each request would be made for nothing.
    childLoggerFactory: (parent) => parent,
    requestIdHeader: false,
    // Whoever is connected while the server stops gets an answer, and the connection closed after it.
    return503OnClosing: false,
    forceCloseConnections: 'idle',
    requestTimeout: requestTimeoutMs,
    routerOptions: { ignoreTrailingSlash: true, maxParamLength },
    frameworkErrors: (error, request, reply) => {
      sendError(error, request, reply, count)
    },
  })
  app.setValidatorCompiler(schemaValidator(contactFormats))
  app.setSerializerCompiler(() => JSON.stringify)
  app.addHook('onClose', () => search.close())
  registerDrain(app)
  registerRequestLog(app)
  registerHostGuard(app, host)
  if (cors !== undefined) await app.register(corsPlugin, corsOptions(cors))
  registerErrorHandler(app, count)
  registerJsonBody(app)
  await registerOpenApi(app, tags)
  registerHealth(app, storage)
  registerReference(app, { demoToken })
  const oauth = { storage, clock, ids, signingKey, refreshGraceMs }
  await app.register(async (open: App) => registerTokenRoutes(open, oauth))
  await app.register(async (pages: App) => registerInstallPages(pages, { storage, clock, ids, secrets }))
  await app.register(async (api: App) => {
    registerGate(api, { authenticate, rateLimits })
    const context = { storage, clock, ids }
    registerContactRoutes(api, context)
    registerActivityRoutes(api, context)
    registerUpsertRoutes(api, context)
    registerDuplicateRoutes(api, context)
    registerBulkRoutes(api, context)
    registerCustomFieldDeletionRoutes(api, context)
    registerSearchRoutes(api, { storage, search })
    registerBusinessContactRoutes(api, { storage, search })
    registerLocationRoutes(api, context)
    registerLocationDeletionRoutes(api, context)
    registerTagRoutes(api, context)
    registerTagChangeRoutes(api, context)
    registerCustomFieldRoutes(api, context)
    registerCustomFieldFolderRoutes(api, context)
    registerUserRoutes(api, context)
    registerUserWriteRoutes(api, context)
    registerUserDeletionRoutes(api, context)
    registerBusinessRoutes(api, context)
    registerBusinessDeletionRoutes(api, context)
    await registerDocumentRoutes(api, context)
    await api.register(async (form: App) => registerCompanyAppRoutes(form, oauth))
  })
  return app
}
