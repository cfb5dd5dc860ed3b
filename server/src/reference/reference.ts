import type { FastifyReply } from 'fastify'
import type { App } from '../http/app.ts'
import { errors } from '../http/errors.ts'
import { datedVersions, kindOfVersion } from '../http/version-header.ts'
import { countriesPage, countriesPolicy } from './countries-page.ts'
import { openApiDocument } from './openapi-document.ts'
import { referencePage, referencePolicy, scriptPath } from './reference-page.ts'
import { scalarScript } from './scalar-script.ts'

const hidden = { schema: { hide: true } }

/**
 * The API reference at `/docs`, that of version v3 and the list of countries beside it, and the documents that
 * the references are drawn from at `/openapi.json`.
 * @param demoToken the token that is filled in for "Send". Only for the demo, on loopback: whoever reaches the
 *   page has it.
 */
export function registerReference(app: App, { demoToken }: { demoToken: string | undefined }): void {
  app.get('/openapi.json', hidden, async (request) => {
    const asked = new URL(request.url, 'http://localhost').searchParams.get('version') ?? datedVersions[0]
    const kind = kindOfVersion(asked)
    if (kind === undefined) throw errors.versionMalformed(asked)
    return openApiDocument(app, `${request.protocol}://${request.host}`, kind)
  })
  app.get('/docs', hidden, async (_request, reply) =>
    sendPage(reply, referencePolicy, referencePage('dated', demoToken)),
  )
  app.get('/docs/v3', hidden, async (_request, reply) =>
    sendPage(reply, referencePolicy, referencePage('v3', demoToken)),
  )
  app.get('/docs/countries', hidden, async (_request, reply) =>
    sendPage(reply, countriesPolicy, countriesPage()),
  )
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
