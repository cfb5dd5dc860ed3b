import type { FastifyReply, FastifyRequest } from 'fastify'
import type { SecretBox } from '../../auth/secret-box.ts'
import type { Clock } from '../../lib/clock.ts'
import type { Ids } from '../../lib/ids.ts'
import type { Storage } from '../../storage/storage.ts'
import type { SignIns } from '../sign-in.ts'
import { type AuthorizationRequest, readAuthorizationRequest } from './authorization-request.ts'
import { isOwnForm, type Visitor, visitorOf } from './browser-session.ts'
import { refusedPage } from './notice-page.ts'
import { sendPage } from './page.ts'

/** The dependencies of the install pages. */
export interface InstallPagesContext {
  storage: Storage
  clock: Clock
  ids: Ids
  /** Signs cookies and form tokens. */
  secrets: SecretBox
  signIns: SignIns
}

/** A visitor's request on behalf of an app. */
export interface InstallRequest {
  request: FastifyRequest
  reply: FastifyReply
  visitor: Visitor
  asked: AuthorizationRequest
  /** The query or the form. */
  fields: Readonly<Record<string, unknown>>
  /** Whether a form of ours was submitted. */
  isOwnForm: boolean
}

/**
 * Wraps the handler of a page: reads and validates the app's request from the query or the form each time. An invalid
 * request is reported to the app if its redirect URI is known to be valid.
 */
export function withInstallRequest(
  context: InstallPagesContext,
  handle: (install: InstallRequest) => Promise<FastifyReply>,
) {
  return async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    const isForm = request.method === 'POST'
    const sent = isForm ? request.body : request.query
    const fields = (typeof sent === 'object' && sent !== null ? sent : {}) as InstallRequest['fields']
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
