import type { FastifyReply, FastifyRequest } from 'fastify'
import type { SecretBox } from '../../auth/secret-box.ts'
import type { Clock } from '../../lib/clock.ts'
import type { Ids } from '../../lib/ids.ts'
import type { Storage } from '../../storage/storage.ts'
import { type AuthorizationRequest, readAuthorizationRequest } from './authorization-request.ts'
import { refusedPage } from './notice-page.ts'
import { sendPage } from './page.ts'
import { isOwnForm, type Visitor, visitorOf } from './visitor.ts'

/** What the install pages stand on. */
export interface InstallPagesContext {
  storage: Storage
  clock: Clock
  ids: Ids
  /** Signs cookies and the tokens of forms. */
  secrets: SecretBox
}

/** One request of a visitor, made for an app. */
export interface Visit {
  request: FastifyRequest
  reply: FastifyReply
  visitor: Visitor
  asked: AuthorizationRequest
  /** The query, or the form. */
  fields: Readonly<Record<string, unknown>>
  /** Whether what was sent is a form of our own. */
  isOwnForm: boolean
}

/**
 * The handler of a page: reads the request of the app out of the query or the form, each time anew. Only one
 * that is right gets further; one that is wrong goes back to the app, if it is certain where that is.
 */
export function forApp(context: InstallPagesContext, handle: (visit: Visit) => Promise<FastifyReply>) {
  return async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    const isForm = request.method === 'POST'
    const sent = isForm ? request.body : request.query
    const fields = (typeof sent === 'object' && sent !== null ? sent : {}) as Visit['fields']
    const read = await context.storage.read((tx) => readAuthorizationRequest(tx, fields))
    if (read.kind === 'refused') return sendPage(reply, 400, refusedPage(read.sentence))
    if (read.kind === 'redirected') return reply.redirect(read.url, isForm ? 303 : 302)
    const visitor = visitorOf(request, reply, context)
    return handle({
      request,
      reply,
      visitor,
      asked: read.request,
      fields,
      isOwnForm: isForm && isOwnForm(request, visitor, fields.csrf_token, context),
    })
  }
}
