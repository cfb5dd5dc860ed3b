import cookie, { type UnsignResult } from '@fastify/cookie'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { SecretBox } from '../../auth/secret-box.ts'
import type { App } from '../../http/app.ts'
import { isOwnOrigin, originOf } from '../../http/request-origin.ts'
import type { Ids } from '../../lib/ids.ts'
import { hashSession, newSessionSecret, sessionLifetimeMs } from '../sign-in-session.ts'

/** The visitor's browser, signed in or not. */
export interface Visitor {
  /** The hash of the secret in its cookie, which identifies a session if there is one. */
  hash: string
  /** The token in its forms, which nobody else can guess. */
  csrfToken: string
}

const cookieName = 'contactd_session'
const cookiePurpose = 'session-cookie'
const csrfPurpose = 'csrf-token'
const knownBrowserCookie = 'contactd_known_browser'
const knownBrowserPurpose = 'known-browser'
const knownBrowserSeconds = 365 * 24 * 60 * 60

interface Secrets {
  secrets: SecretBox
}

/** Registers the reading of visitor cookies. The signature is checked before the cookie is used. */
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

/** The visitor of a request. A visitor without a cookie gets one, and forms are bound to it. */
export function visitorOf(
  request: FastifyRequest,
  reply: FastifyReply,
  { ids, secrets }: Secrets & { ids: Ids },
): Visitor {
  const sent = request.cookies[cookieName]
  const known = sent === undefined ? undefined : request.unsignCookie(sent)
  const secret = known?.valid ? known.value : newSessionSecret(ids)
  // Only pages set cookies: a form from another site comes without the existing cookie and must not replace it.
  if (!known?.valid && request.method === 'GET') setCookie(request, reply, secret)
  const hash = hashSession(secret)
  return { hash, csrfToken: secrets.sign(csrfPurpose, hash) }
}

/** Sets the cookie of a session, replacing the current one. */
export function setCookie(request: FastifyRequest, reply: FastifyReply, secret: string): void {
  reply.setCookie(cookieName, secret, {
    signed: true,
    httpOnly: true,
    sameSite: 'lax',
    path: '/',
    maxAge: sessionLifetimeMs / 1000,
    secure: originOf(request).startsWith('https:'),
  })
}

/**
 * The browser of a request, if an account has signed in with it before: guesses from others at the same address do
 * not delay it.
 * @param account as `accountOf` returns it.
 */
export function knownBrowserOf(
  request: FastifyRequest,
  account: string,
  { secrets }: Secrets,
): string | undefined {
  const [id = '', signature = ''] = request.cookies[knownBrowserCookie]?.split('.') ?? []
  return secrets.verify(knownBrowserPurpose, `${id} ${account}`, signature) ? id : undefined
}

/** Marks a browser as one that an account has signed in with. */
export function rememberBrowser(
  request: FastifyRequest,
  reply: FastifyReply,
  account: string,
  { ids, secrets }: Secrets & { ids: Ids },
): void {
  const id = knownBrowserOf(request, account, { secrets }) ?? ids.uuid()
  const signature = secrets.sign(knownBrowserPurpose, `${id} ${account}`)
  reply.setCookie(knownBrowserCookie, `${id}.${signature}`, {
    httpOnly: true,
    sameSite: 'lax',
    path: '/',
    maxAge: knownBrowserSeconds,
    secure: originOf(request).startsWith('https:'),
  })
}

/** Deletes the cookie. */
export const clearCookie = (reply: FastifyReply) => reply.clearCookie(cookieName, { path: '/' })

/**
 * Whether the browser reports no other origin than this server. Our pages send no referrer, for which browsers send
 * `Origin: null` with forms.
 */
export function isFromOwnPage(request: FastifyRequest): boolean {
  const { origin, 'sec-fetch-site': site } = request.headers
  if (site !== undefined) return site === 'same-origin' || site === 'none'
  return origin === undefined || origin === 'null' || isOwnOrigin(origin, request)
}

/**
 * Whether a page of this server sent the form: the browser reports no other origin, and the form has the visitor's
 * token.
 */
export function isOwnForm(
  request: FastifyRequest,
  visitor: Visitor,
  csrfToken: unknown,
  { secrets }: Secrets,
): boolean {
  if (!isFromOwnPage(request)) return false
  return typeof csrfToken === 'string' && secrets.verify(csrfPurpose, visitor.hash, csrfToken)
}
