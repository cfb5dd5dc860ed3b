import { errors } from '../http/errors.ts'

/** A request to the token endpoint, in either spelling. */
export type TokenRequest =
  | {
      grantType: 'authorization_code'
      clientId: string
      clientSecret: string
      code: string
      redirectUri: string | undefined
      codeVerifier: string | undefined
    }
  | { grantType: 'refresh_token'; clientId: string; clientSecret: string; refreshToken: string }

const maxParameterLength = 4096

/** The credentials of an app in an `Authorization` header. */
export interface ClientCredentials {
  clientId: string
  clientSecret: string
}

const credentialNames = ['client_id', 'client_secret']
const basicHint =
  'The client credentials came as HTTP Basic, but HighLevel only accepts them in the body: send client_id and client_secret there, or start contactd with --oauth-basic.'

/**
 * The credentials in an `Authorization: Basic` header (RFC 6749, section 2.3.1: both parts are form-encoded).
 * @returns undefined for another scheme; credentials that match no app for an unreadable header.
 */
export function basicCredentials(authorization: string | undefined): ClientCredentials | undefined {
  const [, encoded] = /^\s*basic\s+(\S*)\s*$/i.exec(authorization ?? '') ?? []
  if (encoded === undefined) return undefined
  const [, id = '', secret = ''] = /^([^:]*):(.*)$/s.exec(Buffer.from(encoded, 'base64').toString()) ?? []
  return { clientId: formDecoded(id), clientSecret: formDecoded(secret) }
}

function formDecoded(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '))
  } catch {
    return text
  }
}

/** Parameters that the official SDK sends as the text `undefined` if its caller omits them. */
const optionalParameters: ReadonlySet<string> = new Set([
  'code',
  'refresh_token',
  'redirect_uri',
  'code_verifier',
])

/**
 * Reads a request to the token endpoint. The names are those of RFC 6749 or of version v3 (`clientId`). `user_type`
 * is ignored: a code or a token determines it. `""` counts as missing, and so does `undefined` for an optional
 * parameter.
 * @param client the credentials of the `Authorization` header, which replace those in the body; `ignored` if the
 * header is not evaluated.
 * @throws ApiError 400 `invalid_request`, `unsupported_grant_type`.
 */
export function readTokenRequest(body: unknown, client?: ClientCredentials | 'ignored'): TokenRequest {
  const ofHeader = client === 'ignored' ? undefined : client
  const parameter = (snakeCase: string): string | undefined => {
    const fields = (typeof body === 'object' && body !== null ? body : {}) as Record<string, unknown>
    const camelCase = snakeCase.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase())
    const value = fields[snakeCase] ?? fields[camelCase]
    if (value === undefined || value === null || value === '') return undefined
    if (value === 'undefined' && optionalParameters.has(snakeCase)) return undefined
    // A repeated or non-text parameter must not count as missing: that would skip a check.
    if (typeof value !== 'string' || value.length > maxParameterLength)
      throw errors.parameterInvalid(snakeCase)
    return value
  }
  const required = (...names: string[]): string[] => {
    const missing = names.filter((name) => parameter(name) === undefined)
    if (missing.length > 0) {
      const isOfClient = missing.some((name) => credentialNames.includes(name))
      throw errors.parameterMissing(
        missing,
        client === 'ignored' && isOfClient ? { hint: basicHint } : undefined,
      )
    }
    return names.map((name) => parameter(name) ?? '')
  }
  /** The client's credentials, and further required parameters. */
  const withClient = (name: string): [string, string, string] => {
    if (ofHeader === undefined) return required(...credentialNames, name) as [string, string, string]
    const clientId = parameter('client_id') ?? ofHeader.clientId
    if (clientId !== ofHeader.clientId || parameter('client_secret') !== undefined) {
      throw errors.credentialsTwice()
    }
    const [value = ''] = required(name)
    return [ofHeader.clientId, ofHeader.clientSecret, value]
  }

  const [grantType = ''] = required('grant_type')
  if (grantType === 'authorization_code') {
    const [clientId, clientSecret, code] = withClient('code')
    const redirectUri = parameter('redirect_uri')
    return { grantType, clientId, clientSecret, code, redirectUri, codeVerifier: parameter('code_verifier') }
  }
  if (grantType === 'refresh_token') {
    const [clientId, clientSecret, refreshToken] = withClient('refresh_token')
    return { grantType, clientId, clientSecret, refreshToken }
  }
  throw errors.grantTypeUnsupported()
}
