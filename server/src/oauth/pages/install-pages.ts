import formbody from '@fastify/formbody'
import type { FastifyReply } from 'fastify'
import type { App } from '../../http/app.ts'
import { StorageUnavailableError } from '../../storage/storage.ts'
import { SignIns } from '../sign-in.ts'
import { findSession } from '../sign-in-store.ts'
import type { AuthorizationRequest } from './authorization-request.ts'
import { callbackUrl } from './callback-url.ts'
import { consentPage } from './consent-page.ts'
import { grantConsent } from './grant-consent.ts'
import { unavailablePage } from './notice-page.ts'
import { pageHeaders, sendPage } from './page.ts'
import { findPlaceChoices } from './place-choices.ts'
import { signInPage } from './sign-in-page.ts'
import { forApp, type InstallPagesContext, type Visit } from './visit.ts'
import { clearCookie, registerVisitors, setCookie } from './visitor.ts'

const maxFormBytes = 64 * 1024
const hidden = { schema: { hide: true } }

const problems = {
  formExpired: 'This form was out of date, or your browser keeps no cookies. Please try again.',
  signedOut: 'You are not signed in any more. Please sign in again.',
  signInRefused: 'No owner of a company has this email and password.',
  placeMissing: 'Choose one of your locations, or the whole company.',
} as const

/** How a page is shown again: why, and with which status. */
interface Again {
  status: number
  problem: string
  email?: string
}

/** The pages on which an owner signs in, chooses a location and lets an app in. They need no script. */
export async function registerInstallPages(app: App, context: InstallPagesContext): Promise<void> {
  const { storage, clock } = context
  const signIns = new SignIns(context)
  await app.register(formbody, { bodyLimit: maxFormBytes })
  await registerVisitors(app, context)
  app.addHook('onRequest', (_request, reply, done) => {
    reply.headers(pageHeaders)
    done()
  })
  app.setErrorHandler((error, _request, reply) => {
    if (!(error instanceof StorageUnavailableError)) throw error
    return sendPage(reply.header('retry-after', '1'), 503, unavailablePage)
  })

  for (const url of ['/oauth/chooselocation', '/v2/oauth/chooselocation']) {
    app.get(
      url,
      hidden,
      forApp(context, (visit) => chooseLocation(visit)),
    )
  }

  app.post(
    '/_contactd/sign-in',
    hidden,
    forApp(context, async (visit) => {
      const { request, reply, visitor, fields, asked } = visit
      const { email, password } = fields
      if (!visit.isOwnForm || typeof email !== 'string' || typeof password !== 'string') {
        return askSignIn(visit, { status: 403, problem: problems.formExpired })
      }
      const from = { address: request.ip, previous: visitor.hash }
      const outcome = await signIns.signIn({ email, password }, from)
      if (outcome.kind === 'refused') {
        return askSignIn(visit, { status: 403, problem: problems.signInRefused, email })
      }
      if (outcome.kind === 'throttled') {
        const { retryAfterSeconds } = outcome
        reply.header('retry-after', String(retryAfterSeconds))
        return askSignIn(visit, { status: 429, problem: waitSentence(retryAfterSeconds), email })
      }
      setCookie(request, reply, outcome.secret)
      return reply.redirect(pageUrl(asked), 303)
    }),
  )

  app.post(
    '/_contactd/sign-out',
    hidden,
    forApp(context, async (visit) => {
      if (!visit.isOwnForm) return chooseLocation(visit, { status: 403, problem: problems.formExpired })
      await signIns.signOut(visit.visitor.hash)
      return clearCookie(visit.reply).redirect(pageUrl(visit.asked), 303)
    }),
  )

  app.post(
    '/_contactd/install',
    hidden,
    forApp(context, async (visit) => {
      const { reply, asked, visitor, fields } = visit
      const { redirectUri, state } = asked
      // Nobody is harmed by a "no" that another page sends.
      if (fields.action === 'cancel') {
        return reply.redirect(callbackUrl(redirectUri, { error: 'access_denied', state }), 303)
      }
      if (!visit.isOwnForm || fields.action !== 'install') {
        return chooseLocation(visit, { status: 403, problem: problems.formExpired })
      }
      const { owner, code } = await storage.write((tx) =>
        grantConsent(tx, context, asked, { sessionHash: visitor.hash, place: fields.place }),
      )
      if (!owner) return askSignIn(visit, { status: 403, problem: problems.signedOut })
      if (code === undefined) return chooseLocation(visit, { status: 400, problem: problems.placeMissing })
      return reply.redirect(callbackUrl(redirectUri, { code, state }), 303)
    }),
  )

  /** Shows the consent page to an owner who is signed in, the sign-in to anybody else. */
  async function chooseLocation(visit: Visit, again?: Again): Promise<FastifyReply> {
    const { reply, visitor, asked, fields } = visit
    const view = await storage.read(async (tx) => {
      const owner = await tx.get(findSession, { hash: visitor.hash, now: clock.now() })
      if (!owner) return undefined
      const { companyId } = owner
      const { clientId } = asked.app
      return { owner, choices: await findPlaceChoices(tx, { companyId, clientId, search: fields.search }) }
    })
    if (!view) return askSignIn(visit, again)
    const page = consentPage({
      ...view,
      request: asked,
      csrfToken: visitor.csrfToken,
      problem: again?.problem,
    })
    return sendPage(reply, again?.status ?? 200, page)
  }
}

function askSignIn({ reply, asked, visitor }: Visit, again?: Again): FastifyReply {
  const page = signInPage(asked, { ...again, csrfToken: visitor.csrfToken })
  return sendPage(reply, again?.status ?? 200, page)
}

const pageUrl = ({ parameters }: AuthorizationRequest) =>
  `/oauth/chooselocation?${new URLSearchParams(parameters)}`

function waitSentence(seconds: number): string {
  const minutes = Math.ceil(seconds / 60)
  const wait = seconds <= 60 ? `${seconds} seconds` : `${minutes} minutes`
  return `Too many attempts have failed. Please try again in ${wait}.`
}
