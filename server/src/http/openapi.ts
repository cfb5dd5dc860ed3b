import swagger, { type SwaggerOptions } from '@fastify/swagger'
import type { FastifyContextConfig, FastifySchema } from 'fastify'
import { version } from '../lib/version.ts'
import type { Access } from './access.ts'
import type { App } from './app.ts'
import { documentedSchema, type Schema } from './documented-schema.ts'
import { maxBodyBytes, maxJsonDepth } from './json-body.ts'
import { highLevelLimits } from './rate-limit.ts'
import { addRateLimitHeaders, rateLimitHeaderDocs } from './rate-limit-docs.ts'
import { datedVersions, type VersionKind } from './version-header.ts'

declare module 'fastify' {
  interface FastifyInstance {
    swaggerOfVersion3(): object
  }
}

const decorators = { dated: 'swagger', v3: 'swaggerOfVersion3' } as const

/**
 * Makes the two OpenAPI documents, of the dated versions and of v3, out of the schemas that validate. Stands
 * before the routes that they are to tell of.
 * @param tags the groups of operations, in the order of the reference page.
 */
export async function registerOpenApi(
  app: App,
  tags: readonly { name: string; description: string }[],
): Promise<void> {
  for (const kind of ['dated', 'v3'] as const) await app.register(swagger, documentOptions(kind, tags))
}

/** The OpenAPI document of the dated versions or of v3. The server must be ready. */
export const openApiOf = (app: App, kind: VersionKind): object => app[decorators[kind]]()

const documentOptions = (
  kind: VersionKind,
  tags: readonly { name: string; description: string }[],
): SwaggerOptions => ({
  decorator: decorators[kind],
  openapi: {
    openapi: '3.0.3',
    info: { title: 'contactd', version, description: introduction(kind) },
    servers: [{ url: '/' }],
    tags: [...tags],
    components: {
      securitySchemes: {
        bearer: {
          type: 'http',
          scheme: 'bearer',
          description:
            'A private integration token (`pit-…`) of a location or a company, as `contactd token create` prints it, or the access token that an installed app gets for a code. Its scopes say what it may do.',
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
    url,
  }),
})

/** The header is checked by the gate, not by a schema: only the document has it as a parameter. */
const versionHeader = (versions: readonly string[]) => ({
  Version: {
    type: 'string',
    enum: [...versions],
    description:
      versions.length > 1
        ? `The version of the API. \`${versions[0]}\` is the documented one, and the others here are answered alike.`
        : 'The version of the API.',
    example: versions[0],
  },
})

/** A route's schema as the document tells it; hidden where the versions of the document don't have it. */
function documentedRoute(
  schema: Schema,
  { access, version3 }: FastifyContextConfig,
  kind: VersionKind,
): FastifySchema {
  if (access && isOfOthers(access, kind)) return { hide: true }
  const parts: Schema = { ...schema, ...(kind === 'v3' && version3) }
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

/** Where the operations of the other versions are. */
const versionText: Record<VersionKind, string> = {
  dated: `This page tells of the versions ${datedVersions.map((one) => `\`${one}\``).join(', ')}, which are answered alike; another tells of [version \`v3\`](/docs/v3).`,
  v3: 'This page tells of version `v3`; another tells of [the dated versions](/docs).',
}

const introduction = (
  kind: VersionKind,
) => `A self-hosted contacts server that speaks HighLevel's Contacts API. What an integration written for HighLevel
sends to \`https://services.leadconnectorhq.com\` can be sent here instead.

## Requests
${versionText[kind]} Unless it says otherwise, an operation wants a \`Version\` header (\`${kind === 'v3' ? 'v3' : datedVersions[0]}\`) and a bearer token that carries one of the
operation's scopes. Bodies are JSON, at most ${maxBodyBytes / 1024 / 1024} MiB (413) and nested at most ${maxJsonDepth} levels (400). The bound of
each value stands beside its field; text is counted in characters, and kept as it came. Paths are served with and
without a trailing slash.

The field \`country\` takes a code from the [list of countries](/docs/countries).

## Errors
An error has a \`statusCode\` and a \`message\`. A 422 lists every violation of the body at once. What is refused has
changed nothing. Beside the errors that each operation lists: an unknown path is a 404
(\`Cannot GET /nowhere\`), and while the server listens on loopback, a \`Host\` that is not a name of loopback is a 403.

## Rate limits
Every answer counts the requests of an app in its location or company (of private integration tokens: those of the
location or company together) in fixed windows: \`x-ratelimit-max\` (${highLevelLimits.max} in \`x-ratelimit-interval-milliseconds\`),
\`x-ratelimit-remaining\`, \`x-ratelimit-limit-daily\`, \`x-ratelimit-daily-remaining\` and \`x-ratelimit-daily-reset\` (ms).
Only under \`--rate-limit highlevel\` is a request past them refused, with 429 and \`retry-after\` (seconds).
\`--rate-limit-max\`, \`--rate-limit-interval-ms\` and \`--rate-limit-daily\` set other figures.
`
