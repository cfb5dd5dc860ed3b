import { isScope, type Scope } from '../../auth/scopes.ts'
import type { ReadTx } from '../../storage/storage.ts'
import { type App, appOf } from '../app.ts'
import { findApp } from '../app-store.ts'
import { callbackUrl } from './callback-url.ts'

/** An app's request for an owner's authorization. */
export interface AuthorizationRequest {
  app: App
  /** One of the app's redirect URIs. */
  redirectUri: string
  scopes: readonly Scope[]
  state: string | undefined
  /** PKCE, S256. */
  codeChallenge: string | undefined
  /** The parameters as received, without those that are ignored: forms send them along. */
  parameters: Readonly<Record<string, string>>
}

/** The result of reading an authorization request. */
export type ReadRequest =
  | { kind: 'asked'; request: AuthorizationRequest }
  /** To be shown on a page of our own: the redirect URI is not known to be the app's. */
  | { kind: 'refused'; sentence: string }
  /** To be reported to the app: the redirect URI with the error in its query. */
  | { kind: 'redirected'; url: string }

const maxParameterLength = 4096
const names = [
  'response_type',
  'client_id',
  'redirect_uri',
  'scope',
  'state',
  'code_challenge',
  'code_challenge_method',
] as const

/**
 * Reads an authorization request (RFC 6749, section 4.1.1; RFC 7636, section 4.3) from a query or a form. An empty
 * parameter counts as missing; a missing scope means all of the app's scopes.
 */
export async function readAuthorizationRequest(tx: ReadTx, fields: unknown): Promise<ReadRequest> {
  const { parameters, faults } = readParameters(fields)
  const { client_id: clientId, redirect_uri: redirectUri, state } = parameters
  const row = clientId === undefined ? undefined : await tx.get(findApp, { clientId })
  if (!row) return { kind: 'refused', sentence: 'No app has this client_id.' }
  const app = appOf(row)
  if (redirectUri === undefined || !app.redirectUris.includes(redirectUri)) {
    return { kind: 'refused', sentence: `The redirect_uri is not one that ${app.name} has registered.` }
  }
  const scopes = readScopes(app, parameters.scope)
  const error = faults ?? errorOf(parameters) ?? (scopes ? undefined : unknownScope)
  if (error || !scopes) return { kind: 'redirected', url: callbackUrl(redirectUri, { ...error, state }) }
  const codeChallenge = parameters.code_challenge
  return { kind: 'asked', request: { app, redirectUri, scopes, state, codeChallenge, parameters } }
}

type Parameters = Partial<Record<(typeof names)[number], string>>

interface RequestError {
  error: 'invalid_request' | 'unsupported_response_type' | 'invalid_scope'
  error_description: string
}

const invalidRequest = (description: string): RequestError => ({
  error: 'invalid_request',
  error_description: description,
})

const unknownScope: RequestError = {
  error: 'invalid_scope',
  error_description: 'scope names one that the app does not have',
}

/** Drops and reports parameters that are repeated, too long, or contain a control character. */
function readParameters(fields: unknown): { parameters: Parameters; faults: RequestError | undefined } {
  const given = (typeof fields === 'object' && fields !== null ? fields : {}) as Record<string, unknown>
  const parameters: Parameters = {}
  let faults: RequestError | undefined
  for (const name of names) {
    const value = given[name]
    if (value === undefined || value === '') continue
    if (typeof value !== 'string') faults ??= invalidRequest(`${name} is given more than once`)
    else if (value.length > maxParameterLength) faults ??= invalidRequest(`${name} is too long`)
    else if (hasControl(value)) faults ??= invalidRequest(`${name} contains a control character`)
    else parameters[name] = value
  }
  return { parameters, faults }
}

const hasControl = (text: string) => [...text].some((char) => char < ' ' || char === '\x7f')

function errorOf(parameters: Parameters): RequestError | undefined {
  const { response_type: type, code_challenge: challenge, code_challenge_method: method } = parameters
  if (type === undefined) return invalidRequest('response_type is missing')
  if (type !== 'code') {
    return { error: 'unsupported_response_type', error_description: 'response_type must be code' }
  }
  if (challenge === undefined) {
    return method === undefined ? undefined : invalidRequest('code_challenge is missing')
  }
  // In RFC 7636, a missing method means `plain`.
  if (method !== 'S256') return invalidRequest('code_challenge_method must be S256')
  if (!/^[\w-]{43}$/.test(challenge)) return invalidRequest('code_challenge is not a valid S256 challenge')
  return undefined
}

/** @returns undefined if a requested scope is unknown, or not one of the app's. */
function readScopes(app: App, asked: string | undefined): Scope[] | undefined {
  const served = app.scopes.filter(isScope)
  const wanted = asked === undefined ? served : asked.split(' ').filter((name) => name !== '')
  const found = served.filter((scope) => wanted.includes(scope))
  return found.length > 0 && found.length === new Set(wanted).size ? found : undefined
}
