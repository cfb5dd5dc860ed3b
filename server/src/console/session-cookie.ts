import type { FastifyReply, FastifyRequest } from 'fastify'
import type { SecretBox } from '../auth/secret-box.ts'
import { originOf } from '../http/request-origin.ts'
import { hashSession, sessionLifetimeMs } from '../oauth/sign-in-session.ts'

/** The only path that gets the cookie: no operation of the API does. */
export const sessionPath = '/_contactd/session'

const cookieName = 'contactd_console'
/** Another purpose than that of the cookie of the OAuth pages: neither counts in place of the other. */
const cookiePurpose = 'console-cookie'
const attributes = { httpOnly: true, sameSite: 'strict', path: sessionPath } as const

/** The hash of the session in a request's cookie; undefined without a cookie that this server has signed. */
export function sessionHashOf(request: FastifyRequest, secrets: SecretBox): string | undefined {
  const [secret = '', signature = ''] = request.cookies[cookieName]?.split('.') ?? []
  return secrets.verify(cookiePurpose, secret, signature) ? hashSession(secret) : undefined
}

/** Sets the cookie of a new session. */
export function setSessionCookie(
  request: FastifyRequest,
  reply: FastifyReply,
  secret: string,
  secrets: SecretBox,
): void {
  reply.setCookie(cookieName, `${secret}.${secrets.sign(cookiePurpose, secret)}`, {
    ...attributes,
    maxAge: sessionLifetimeMs / 1000,
    secure: originOf(request).startsWith('https:'),
  })
}

/** Deletes the cookie. */
export const clearSessionCookie = (reply: FastifyReply): FastifyReply =>
  reply.clearCookie(cookieName, attributes)
