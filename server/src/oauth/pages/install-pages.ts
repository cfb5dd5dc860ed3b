import formbody from '@fastify/formbody'
import type { FastifyReply } from 'fastify'
import type { App } from '../../http/app.ts'
import { clientAddressOf } from '../../http/request-origin.ts'
import { StorageUnavailableError } from '../../storage/storage.ts'
import { accountOf } from '../sign-in.ts'
import { findSession } from '../sign-in-store.ts'
import type { AuthorizationRequest } from './authorization-request.ts'
import {
  clearCookie,
  knownBrowserOf,
  registerVisitors,
  rememberBrowser,
  setCookie,
} from './browser-session.ts'
import { callbackUrl } from './callback-url.ts'
import { consentPage } from './consent-page.ts'
import { grantConsent } from './grant-consent.ts'
import { type InstallPagesContext, type InstallRequest, withInstallRequest } from './install-request.ts'
import { unavailablePage } from './notice-page.ts'
import { pageHeaders, sendPage } from './page.ts'
import { findPlaceChoices } from './place-choices.ts'
import { signInPage } from './sign-in-page.ts'

const maxFormBytes = 64 * 1024
const hidden = { schema: { hide: true } }

const problems = {
  formExpired: 'This form was out of date, or your browser keeps no cookies. Please try again.',
  signedOut: 'You are no longer signed in. Please sign in again.',
  signInRefused: 'No owner of a company has this email and password.',
  placeMissing: 'Choose one of your locations, or the whole company.',
} as const

/** Why a page is shown again, and with which status. */
interface Again {
  status: number
  problem: string
  email?: string
}

/** The pages on which an owner signs in, chooses a location and authorizes an app. They need no script. */
export async function registerInstallPages(app: App, context: InstallPagesContext): Promise<void> {
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

  const on = (handle: typeof signOut) => withInstallRequest(context, (install) => handle(context, install))
  app.get('/oauth/chooselocation', hidden, on(chooseLocation))
  app.get('/v2/oauth/chooselocation', hidden, on(chooseLocation))
  app.post('/_contactd/sign-in', hidden, on(signIn))
  app.post('/_contactd/sign-out', hidden, on(signOut))
  app.post('/_contactd/install', hidden, on(installApp))
}

async function signIn(context: InstallPagesContext, install: InstallRequest): Promise<FastifyReply> {
  const { request, reply, visitor, fields, asked } = install
  const { email, password } = fields
  if (!install.isOwnForm || typeof email !== 'string' || typeof password !== 'string') {
    return askSignIn(install, { status: 403, problem: problems.formExpired })
  }
  const account = accountOf(email)
  const outcome = await context.signIns.signIn(
    { email, password },
    {
      address: clientAddressOf(request),
      previous: visitor.hash,
      knownBrowser: knownBrowserOf(request, account, context),
    },
  )
  if (outcome.kind === 'refused') return askSignIn(install, { ...refusal(outcome, reply), email })
  if (outcome.kind === 'busy') {
    const { retryAfterSeconds } = outcome
    reply.header('retry-after', String(retryAfterSeconds))
    return askSignIn(install, { status: 429, problem: busySentence(retryAfterSeconds), email })
  }
  setCookie(request, reply, outcome.secret)
  rememberBrowser(request, reply, account, context)
  return reply.redirect(pageUrl(asked), 303)
}

async function signOut(context: InstallPagesContext, install: InstallRequest): Promise<FastifyReply> {
  if (!install.isOwnForm)
    return chooseLocation(context, install, { status: 403, problem: problems.formExpired })
  await context.signIns.signOut(install.visitor.hash)
  return clearCookie(install.reply).redirect(pageUrl(install.asked), 303)
}

async function installApp(context: InstallPagesContext, install: InstallRequest): Promise<FastifyReply> {
  const { reply, asked, visitor, fields } = install
  const { redirectUri, state } = asked
  // A forged "cancel" does no harm.
  if (fields.action === 'cancel') {
    return reply.redirect(callbackUrl(redirectUri, { error: 'access_denied', state }), 303)
  }
  if (!install.isOwnForm || fields.action !== 'install') {
    return chooseLocation(context, install, { status: 403, problem: problems.formExpired })
  }
  const { owner, code } = await context.storage.write(
    (tx) => grantConsent(tx, context, asked, { sessionHash: visitor.hash, place: fields.place }),
    'database',
  )
  if (!owner) return askSignIn(install, { status: 403, problem: problems.signedOut })
  if (code === undefined)
    return chooseLocation(context, install, { status: 400, problem: problems.placeMissing })
  return reply.redirect(callbackUrl(redirectUri, { code, state }), 303)
}

/** Shows the consent page to a signed-in owner, and the sign-in page to anyone else. */
async function chooseLocation(
  { storage, clock }: InstallPagesContext,
  install: InstallRequest,
  again?: Again,
): Promise<FastifyReply> {
  const { reply, visitor, asked, fields } = install
  const owner = await storage.read((tx) => tx.get(findSession, { hash: visitor.hash, now: clock.now() }))
  if (!owner) return askSignIn(install, again)
  const { companyId } = owner
  const { clientId } = asked.app
  const choices = await findPlaceChoices(storage, { companyId, clientId, search: fields.search })
  const page = consentPage({
    owner,
    choices,
    request: asked,
    csrfToken: visitor.csrfToken,
    problem: again?.problem,
  })
  return sendPage(reply, again?.status ?? 200, page)
}

function askSignIn({ reply, asked, visitor }: InstallRequest, again?: Again): FastifyReply {
  const page = signInPage(asked, { ...again, csrfToken: visitor.csrfToken })
  return sendPage(reply, again?.status ?? 200, page)
}

const pageUrl = ({ parameters }: AuthorizationRequest) =>
  `/oauth/chooselocation?${new URLSearchParams(parameters)}`

/** After many failures the status is 429, and the sentence says that the next response is delayed. */
function refusal({ nextInSeconds }: { nextInSeconds: number }, reply: FastifyReply): Again {
  if (nextInSeconds === 0) return { status: 403, problem: problems.signInRefused }
  reply.header('retry-after', String(nextInSeconds))
  const warning = `Many attempts have failed, so the next answer takes up to ${secondsText(nextInSeconds)}.`
  return { status: 429, problem: `${problems.signInRefused} ${warning}` }
}

const busySentence = (seconds: number) =>
  `Too many people try to sign in at once. Please try again in ${secondsText(seconds)}.`

const secondsText = (seconds: number) => (seconds === 1 ? '1 second' : `${seconds} seconds`)
