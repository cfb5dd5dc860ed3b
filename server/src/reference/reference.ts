import type { FastifyReply } from 'fastify'
import type { App } from '../http/app.ts'
import { datedVersions } from '../http/bounds.ts'
import { errors } from '../http/errors.ts'
import { isLocalRequest, originOf } from '../http/request-origin.ts'
import { sendJson } from '../http/send-json.ts'
import { kindOfVersion } from '../http/version-header.ts'
import { BoundedCache } from '../lib/bounded-cache.ts'
import { countriesPage } from './countries-page.ts'
import { llmsText } from './llms-text.ts'
import { openApiText } from './openapi-text.ts'
import { homePage, plainPolicy } from './plain-page.ts'
import { referencePage, referencePolicy, scriptPath } from './reference-page.ts'
import { scalarScript } from './scalar-script.ts'

/** The maximum number of cached documents, of up to 1.5 MB: two for each requested origin. */
const maxCachedDocuments = 8

const hidden = { schema: { hide: true } }

/**
 * Serves the page at `/` for browsers, the API reference at `/docs` with those of version v3 and the list of
 * countries below it, the OpenAPI documents at `/openapi.json`, and the page for agents at `/llms.txt`.
 * @param demoToken prefilled for "Send", only for visitors on this machine: a page behind a public proxy must not
 * reveal it.
 */
export function registerReference(app: App, { demoToken }: { demoToken: string | undefined }): void {
  const documents = new BoundedCache<string, Promise<Buffer>>(maxCachedDocuments)
  app.get('/openapi.json', hidden, async (request, reply) => {
    const query = new URL(request.url, 'http://localhost').searchParams
    const asked = query.get('version') ?? datedVersions[0]
    const kind = kindOfVersion(asked)
    if (kind === undefined) throw errors.versionMalformed(asked)
    const options = { kind, origin: originOf(request), samples: query.get('samples') !== 'none' }
    const key = JSON.stringify(options)
    let document = documents.get(key)
    if (document === undefined) {
      document = openApiText(app, options)
      documents.set(key, document)
      // The next request builds one that failed again.
      document.catch(() => documents.delete(key))
    }
    return sendJson(reply, [await document])
  })
  for (const [path, kind] of [
    ['/docs', 'dated'],
    ['/docs/v3', 'v3'],
  ] as const) {
    app.get(path, hidden, async (request, reply) => {
      const token = isLocalRequest(request) ? demoToken : undefined
      return sendPage(reply, referencePolicy, referencePage(kind, token))
    })
  }
  app.get('/docs/countries', hidden, async (_request, reply) => sendPage(reply, plainPolicy, countriesPage()))
  app.get('/llms.txt', hidden, async (request, reply) =>
    reply
      .headers({ 'content-type': 'text/plain; charset=utf-8', 'x-content-type-options': 'nosniff' })
      .send(llmsText(originOf(request))),
  )
  app.get('/', hidden, async (request, reply) => {
    reply.header('vary', 'accept')
    // For programs, the path is unknown, as at HighLevel.
    if (!wantsPage(request.headers.accept)) throw errors.routeNotFound(request.method, request.url)
    return sendPage(reply, plainPolicy, homePage())
  })
  app.get(scriptPath, hidden, async (request, reply) => {
    const { plain, gzipped } = await scalarScript()
    const isGzipAccepted = /\bgzip\b/.test(request.headers['accept-encoding'] ?? '')
    if (isGzipAccepted) reply.header('content-encoding', 'gzip')
    return reply
      .headers({
        'content-type': 'text/javascript; charset=utf-8',
        'cache-control': 'public, max-age=31536000, immutable',
        vary: 'accept-encoding',
        'x-content-type-options': 'nosniff',
      })
      .send(isGzipAccepted ? gzipped : plain)
  })
}

/** Whether a client accepts HTML by name, as browsers do; a program that accepts anything does not. */
const wantsPage = (accept = ''): boolean =>
  /(^|,)\s*text\/html\s*(?!;\s*q=0(\.0*)?\s*(,|$))(;|,|$)/i.test(accept)

const sendPage = (reply: FastifyReply, policy: string, page: string) =>
  reply
    .headers({
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-store',
      'content-security-policy': policy,
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
    })
    .send(page)
