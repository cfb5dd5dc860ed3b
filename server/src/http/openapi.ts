import swagger from '@fastify/swagger'
import type { FastifySchema } from 'fastify'
import { version } from '../lib/version.ts'
import type { Access } from './access.ts'
import type { App } from './app.ts'
import { documentedSchema, type Schema } from './documented-schema.ts'
import { maxBodyBytes, maxJsonDepth } from './json-body.ts'
import { highLevelLimits } from './rate-limit.ts'
import { addRateLimitHeaders, rateLimitHeaderDocs } from './rate-limit-docs.ts'
import { apiVersions } from './version-header.ts'

/**
 * Makes the OpenAPI document out of the schemas that validate. Stands before the routes that it is to tell
 * of; `app.swagger()` has the document once the server is ready.
 * @param tags the groups of operations, in the order of the reference page.
 */
export async function registerOpenApi(
  app: App,
  tags: readonly { name: string; description: string }[],
): Promise<void> {
  await app.register(swagger, {
    openapi: {
      openapi: '3.0.3',
      info: { title: 'contactd', version, description: introduction },
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
      schema: documentedRoute((schema ?? {}) as Schema, route.config?.access),
      url,
    }),
  })
}

/** The header is checked by the gate, not by a schema: only the document has it as a parameter. */
const versionHeader = (versions: readonly string[]) => ({
  Version: {
    type: 'string',
    enum: [...versions],
    description:
      versions.length > 1
        ? `The version of the API. \`${versions[0]}\` is the documented one, and the others are answered alike.`
        : 'The version of the API.',
    example: versions[0],
  },
})

/** A route's schema as the document tells it. */
function documentedRoute(schema: Schema, access: Access | undefined): FastifySchema {
  const parts: Schema = { ...schema }
  for (const part of ['params', 'querystring', 'body']) {
    if (schema[part] !== undefined) parts[part] = documentedSchema(schema[part] as Schema)
  }
  if (access && access.version !== 'optional') {
    const versions = access.version === 'v3' ? ['v3'] : apiVersions
    parts.headers = { type: 'object', properties: versionHeader(versions), required: ['Version'] }
  }
  return parts
}

const introduction = `A self-hosted contacts server that speaks HighLevel's Contacts API. What an integration written for HighLevel
sends to \`https://services.leadconnectorhq.com\` can be sent here instead.

## Requests
Every operation wants a \`Version\` header (\`${apiVersions[0]}\`) and a bearer token that carries one of the
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
