import type { FastifyReply, FastifyRequest } from 'fastify'
import type { SecretBox } from '../auth/secret-box.ts'
import { roleOfUser } from '../auth/session-roles.ts'
import { findSessionUser, findSessionUserInLocation } from '../auth/session-store.ts'
import { makeSessionToken, sessionTokenLifetimeMs } from '../auth/session-token.ts'
import type { App } from '../http/app.ts'
import { errors } from '../http/errors.ts'
import { clientAddressOf } from '../http/request-origin.ts'
import type { Clock } from '../lib/clock.ts'
import type { Ids } from '../lib/ids.ts'
import {
  isFromOwnPage,
  knownBrowserOf,
  registerVisitors,
  rememberBrowser,
} from '../oauth/pages/browser-session.ts'
import { accountOf, type SignIns } from '../oauth/sign-in.ts'
import type { Storage } from '../storage/storage.ts'
import { clearSessionCookie, sessionHashOf, sessionPath, setSessionCookie } from './session-cookie.ts'
import { readSession } from './session-view.ts'

interface SessionContext {
  storage: Storage
  clock: Clock
  ids: Ids
  secrets: SecretBox
  signIns: SignIns
}

const hidden = { schema: { hide: true } }

/**
 * The session of the console: sign in, sign out, who is signed in, and tokens of minutes for the API. It alone takes
 * the cookie, from pages of this server alone.
 */
export async function registerSession(app: App, context: SessionContext): Promise<void> {
  const { storage, clock, secrets, signIns } = context
  await registerVisitors(app, context)
  app.addHook('onRequest', async (request, reply) => {
    reply.header('cache-control', 'no-store')
    if (!isFromOwnPage(request)) throw errors.foreignPage()
  })

  app.get(sessionPath, hidden, (request) =>
    storage.read((tx) => readSession(tx, sessionHashOf(request, secrets), clock.now())),
  )

  app.post(sessionPath, hidden, async (request, reply) => {
    const [email, password] = [textIn(request, 'email'), textIn(request, 'password')]
    const missing = [...(email === '' ? ['email'] : []), ...(password === '' ? ['password'] : [])]
    if (missing.length > 0) throw errors.unprocessable(missing.map((name) => `${name} should not be empty`))
    const account = accountOf(email)
    const client = {
      address: clientAddressOf(request),
      previous: sessionHashOf(request, secrets) ?? '',
      knownBrowser: knownBrowserOf(request, account, context),
    }
    const outcome = await signIns.signIn({ email, password }, client, 'users')
    if (outcome.kind === 'busy') return refuse(reply, outcome.retryAfterSeconds, errors.signInsBusy())
    if (outcome.kind === 'refused')
      return refuse(
        reply,
        outcome.nextInSeconds,
        outcome.nextInSeconds === 0 ? errors.signInRefused() : errors.signInSlowedDown(outcome.nextInSeconds),
      )
    setSessionCookie(request, reply, outcome.secret, secrets)
    rememberBrowser(request, reply, account, context)
    return reply.code(204).send()
  })

  app.delete(sessionPath, hidden, async (request, reply) => {
    const hash = sessionHashOf(request, secrets)
    if (hash !== undefined) await signIns.signOut(hash)
    return clearSessionCookie(reply).code(204).send()
  })

  app.post(`${sessionPath}/token`, hidden, async (request) => {
    const named = textIn(request, 'locationId')
    const locationId = named === '' ? undefined : named
    const sessionHash = sessionHashOf(request, secrets) ?? ''
    const person = { hash: sessionHash, now: clock.now() }
    const [signedIn, inLocation] = await storage.read((tx) =>
      Promise.all([
        tx.get(findSessionUser, person),
        locationId === undefined ? undefined : tx.get(findSessionUserInLocation, { ...person, locationId }),
      ]),
    )
    if (!signedIn) throw errors.signedOut()
    const isAllowed = locationId === undefined ? roleOfUser(signedIn) === 'owner' : inLocation !== undefined
    if (!isAllowed) throw errors.locationForbidden()
    const expiresAt = Math.min(clock.now() + sessionTokenLifetimeMs, signedIn.dateExpires)
    return {
      token: makeSessionToken(secrets, { sessionHash, locationId, expiresAt }),
      expiresInSeconds: Math.floor((expiresAt - clock.now()) / 1000),
    }
  })
}

function refuse(reply: FastifyReply, afterSeconds: number, error: Error): never {
  if (afterSeconds > 0) reply.header('retry-after', String(afterSeconds))
  throw error
}

/** A text in a JSON body; '' if it is missing or something else. */
function textIn(request: FastifyRequest, name: string): string {
  const value = (request.body as Record<string, unknown> | null | undefined)?.[name]
  return typeof value === 'string' ? value : ''
}
