import swagger, { type SwaggerOptions } from '@fastify/swagger'
import Fastify, { type FastifyContextConfig, type FastifySchema, type RouteOptions } from 'fastify'
import { ownTurn } from '../lib/own-turn.ts'
import { version } from '../lib/version.ts'
import type { Access } from './access.ts'
import type { App } from './app.ts'
import { datedVersions, maxBodyBytes, maxJsonDepth } from './bounds.ts'
import { documentedSchema, type Schema } from './documented-schema.ts'
import { highLevelLimits } from './rate-limit.ts'
import { addRateLimitHeaders, rateLimitHeaderDocs } from './rate-limit-docs.ts'
import type { VersionKind } from './version-header.ts'

declare module 'fastify' {
  interface FastifyInstance {
    documented: { routes: DocumentedRoute[]; tags: readonly Tag[] }
  }
}

/** A route of the pipeline or of Fastify that the documents may describe. */
type DocumentedRoute = Pick<RouteOptions, 'method' | 'url' | 'schema' | 'config'>

interface Tag {
  name: string
  description: string
}

/** An OpenAPI document as generated from the schemas. */
export interface PlainDocument {
  paths: Record<string, object>
}

/**
 * Collects the routes for the OpenAPI documents. Call it before the routes are registered.
 * @param tags the groups of operations, in the order of the reference page.
 */
export function registerOpenApi(app: App, tags: readonly Tag[]): void {
  const routes: DocumentedRoute[] = []
  app.decorate('documented', { routes, tags })
  app.addHook('onRoute', (route) => {
    if (route.method !== 'HEAD') routes.push(route)
  })
}

/** Each takes some milliseconds while the code is cold. */
const routesPerTurn = 8

/**
 * Generates the OpenAPI document of the dated versions or of v3 from the schemas that validate requests, a few routes
 * per turn. The caller may change it. The server must be ready.
 */
export async function openApiOf(app: App, kind: VersionKind): Promise<PlainDocument> {
  const { routes, tags } = app.documented
  const options = documentOptions(kind, tags)
  const whole = await documentOf([], options)
  for (let from = 0; from < routes.length; from += routesPerTurn) {
    await ownTurn()
    const { paths } = await documentOf(routes.slice(from, from + routesPerTurn), options)
    for (const [path, operations] of Object.entries(paths))
      whole.paths[path] = { ...whole.paths[path], ...operations }
  }
  return whole
}

/** Generates the document of some routes with a separate Fastify instance that serves none of them. */
async function documentOf(
  routes: readonly DocumentedRoute[],
  options: SwaggerOptions,
): Promise<PlainDocument> {
  const app = Fastify({ exposeHeadRoutes: false })
  app.setValidatorCompiler(() => () => true)
  app.setSerializerCompiler(() => () => '')
  await app.register(swagger, options)
  for (const { method, url, schema = {}, config = {} } of routes)
    app.route({ method, url, schema, config, handler: async () => undefined })
  await app.ready()
  return app.swagger() as PlainDocument
}

const documentOptions = (kind: VersionKind, tags: readonly Tag[]): SwaggerOptions => ({
  openapi: {
    openapi: '3.0.3',
    info: {
      title: 'contactd',
      version,
      description: introduction(kind),
      license: { name: 'MIT', url: 'https://opensource.org/license/mit' },
    },
    servers: [{ url: '/' }],
    tags: [...tags],
    components: {
      securitySchemes: {
        bearer: {
          type: 'http',
          scheme: 'bearer',
          description:
            'A private integration token (`pit-…`) of a location or a company, as printed by `contactd token create`, or the access token that an installed app gets for a code. Its scopes define what it may do.',
        },
      },
      headers: rateLimitHeaderDocs,
    },
  },
  transformObject: (made) => {
    if ('swaggerObject' in made) return made.swaggerObject
    addRateLimitHeaders(made.openapiObject.paths ?? {})
    return made.openapiObject
  },
  transform: ({ schema, url, route }) => ({
    schema: documentedRoute((schema ?? {}) as Schema, route.config ?? {}, kind),
    // The server accepts both forms; OpenAPI linters reject the one with the slash.
    url: url.replace(/(?<=.)\/$/, ''),
  }),
})

/** No schema checks this header, so only the document has it as a parameter. */
const versionHeader = (versions: readonly string[]) => ({
  Version: {
    type: 'string',
    enum: [...versions],
    description:
      versions.length > 1
        ? `The version of the API. \`${versions[0]}\` is the documented one; the others behave the same.`
        : 'The version of the API.',
    example: versions[0],
  },
})

/** A route's schema for the document; hidden if the document's versions do not have the route. */
function documentedRoute(
  schema: Schema,
  { access, responses, version3 }: FastifyContextConfig,
  kind: VersionKind,
): FastifySchema {
  if (access && isOfOthers(access, kind)) return { hide: true }
  const { responses: own = responses, ...inVersion3 } = (kind === 'v3' && version3) || {}
  const parts: Schema = { ...schema, ...inVersion3, ...(own && { response: own() }) }
  for (const part of ['params', 'querystring', 'body']) {
    if (parts[part] !== undefined) parts[part] = documentedSchema(parts[part] as Schema)
  }
  if (access && access.version !== 'optional') {
    const versions = kind === 'v3' ? ['v3'] : datedVersions
    parts.headers = { type: 'object', properties: versionHeader(versions), required: ['Version'] }
  }
  return parts
}

const isOfOthers = ({ version }: Access, kind: VersionKind): boolean =>
  (version === 'dated' || version === 'v3') && version !== kind

/** Names the versions of this page and links to those of the other one. */
const versionText: Record<VersionKind, string> = {
  dated: `This page describes the versions ${datedVersions.map((one) => `\`${one}\``).join(', ')}, which behave the same. [Version \`v3\`](/docs/v3) has its own page.`,
  v3: 'This page describes version `v3`. [The dated versions](/docs) have their own page.',
}

const introduction = (
  kind: VersionKind,
) => `A self-hosted contacts server that speaks HighLevel's Contacts API. An integration written for HighLevel can send its
requests here instead of to \`https://services.leadconnectorhq.com\`.

## Requests
${versionText[kind]} Unless an operation says otherwise, it requires a \`Version\` header (\`${kind === 'v3' ? 'v3' : datedVersions[0]}\`) and a bearer token with one of the
operation's scopes. Bodies are JSON of at most ${maxBodyBytes / 1024 / 1024} MiB (413), nested at most ${maxJsonDepth} levels deep (400). Each
field lists its limits. Text is measured in characters and stored as sent. Paths work with and without a trailing
slash.

The field \`country\` accepts a code from the [list of countries](/docs/countries).

## Errors
An error has a \`statusCode\` and a \`message\`. The \`traceId\` of a response is the id of the request in the log. A 422 lists all violations of the body. A refused
request changes nothing. In addition to the errors that each operation lists, an unknown path gets a 404
(\`Cannot GET /nowhere\`), and while the server listens on loopback, a \`Host\` that is not a name of loopback gets a 403.

## Rate limits
The headers of every response count the requests of an app in its location or company (those of all private integration tokens of a
location or company together) in fixed windows: \`x-ratelimit-max\` (${highLevelLimits.max} in \`x-ratelimit-interval-milliseconds\`),
\`x-ratelimit-remaining\`, \`x-ratelimit-limit-daily\`, \`x-ratelimit-daily-remaining\` and \`x-ratelimit-daily-reset\` (ms).
Requests over a limit get 429 with \`retry-after\` (seconds), but only under \`--rate-limit highlevel\`.
\`--rate-limit-max\`, \`--rate-limit-interval-ms\` and \`--rate-limit-daily\` set other limits.
`
