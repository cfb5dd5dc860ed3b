import cookie, { type UnsignResult } from '@fastify/cookie'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { SecretBox } from '../../auth/secret-box.ts'
import type { App } from '../../http/app.ts'
import type { Ids } from '../../lib/ids.ts'
import { hashSession, newSessionSecret, sessionLifetimeMs } from '../sign-in-session.ts'

/** The browser of a visitor, signed in or not. */
export interface Visitor {
  /** The hash of the secret in its cookie: that of a session, where there is one. */
  hash: string
  /** What its forms send along: nobody else can tell it. */
  csrfToken: string
}

const cookieName = 'contactd_session'
const cookiePurpose = 'session-cookie'
const csrfPurpose = 'csrf-token'

interface Secrets {
  secrets: SecretBox
}

/** Lets requests be read for a visitor's cookie, whose signature is checked before anything is asked of it. */
export async function registerVisitors(app: App, { secrets }: Secrets): Promise<void> {
  const sign = (value: string) => `${value}.${secrets.sign(cookiePurpose, value)}`
  const unsign = (signed: string): UnsignResult => {
    const [value = '', signature = ''] = signed.split('.')
    return secrets.verify(cookiePurpose, value, signature)
      ? { valid: true, renew: false, value }
      : { valid: false, renew: false, value: null }
  }
  await app.register(cookie, { secret: { sign, unsign } })
}

/** The visitor that a request comes from. One without a cookie is given one, and a form is bound to it. */
export function visitorOf(
  request: FastifyRequest,
  reply: FastifyReply,
  { ids, secrets }: Secrets & { ids: Ids },
): Visitor {
  const sent = request.cookies[cookieName]
  const known = sent === undefined ? undefined : request.unsignCookie(sent)
  const secret = known?.valid ? known.value : newSessionSecret(ids)
  // Only a page gives out cookies: a form that another site sends comes without the one there is, and must not replace it.
  if (!known?.valid && request.method === 'GET') setCookie(request, reply, secret)
  const hash = hashSession(secret)
  return { hash, csrfToken: secrets.sign(csrfPurpose, hash) }
}

/** Gives a browser the cookie of a session, in place of the one it has. */
export function setCookie(request: FastifyRequest, reply: FastifyReply, secret: string): void {
  reply.setCookie(cookieName, secret, {
    signed: true,
    httpOnly: true,
    sameSite: 'lax',
    path: '/',
    maxAge: sessionLifetimeMs / 1000,
    secure: cameByHttps(request),
  })
}

/** Takes the cookie away. */
export const clearCookie = (reply: FastifyReply) => reply.clearCookie(cookieName, { path: '/' })

/** A proxy's word is taken for it: whoever lies so about a request of his own loses his own cookie. */
const cameByHttps = ({ protocol, headers }: FastifyRequest) =>
  protocol === 'https' || /^https\s*(?:,|$)/i.test(String(headers['x-forwarded-proto'] ?? ''))

/**
 * Whether a form was sent by a page of this server: the browser doesn't say otherwise, and the form's token
 * is the visitor's. Our pages have no referrer, for which browsers say `Origin: null`.
 */
export function isOwnForm(
  request: FastifyRequest,
  visitor: Visitor,
  csrfToken: unknown,
  { secrets }: Secrets,
): boolean {
  const { origin, 'sec-fetch-site': site } = request.headers
  if (site !== undefined && site !== 'same-origin' && site !== 'none') return false
  if (site === undefined && origin !== undefined && origin !== 'null' && !isSameHost(origin, request.host)) {
    return false
  }
  return typeof csrfToken === 'string' && secrets.verify(csrfPurpose, visitor.hash, csrfToken)
}

const isSameHost = (origin: string, host: string) => URL.canParse(origin) && new URL(origin).host === host
