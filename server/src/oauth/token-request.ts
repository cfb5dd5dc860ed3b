import { oauthErrors } from '../http/oauth-errors.ts'

/** What the token endpoint is asked, in either spelling. */
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

/**
 * Reads a request to the token endpoint. The names are those of RFC 6749, or version v3's (`clientId`).
 * `user_type` is ignored: a code or a token knows its own. `""` counts as missing.
 * @throws ApiError 400 `invalid_request`, `unsupported_grant_type`.
 */
export function readTokenRequest(body: unknown): TokenRequest {
  const parameter = (snakeCase: string): string | undefined => {
    const fields = (typeof body === 'object' && body !== null ? body : {}) as Record<string, unknown>
    const camelCase = snakeCase.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase())
    const value = fields[snakeCase] ?? fields[camelCase]
    if (value === undefined || value === null || value === '') return undefined
    // Sent twice, or as something else than text: to take it for missing would leave a check out.
    if (typeof value !== 'string' || value.length > maxParameterLength)
      throw oauthErrors.parameterInvalid(snakeCase)
    return value
  }
  const required = (...names: string[]): string[] => {
    const missing = names.filter((name) => parameter(name) === undefined)
    if (missing.length > 0) throw oauthErrors.parameterMissing(missing)
    return names.map((name) => parameter(name) ?? '')
  }

  const [grantType = ''] = required('grant_type')
  if (grantType === 'authorization_code') {
    const [clientId = '', clientSecret = '', code = ''] = required('client_id', 'client_secret', 'code')
    const redirectUri = parameter('redirect_uri')
    return { grantType, clientId, clientSecret, code, redirectUri, codeVerifier: parameter('code_verifier') }
  }
  if (grantType === 'refresh_token') {
    const [clientId = '', clientSecret = '', refreshToken = ''] = required(
      'client_id',
      'client_secret',
      'refresh_token',
    )
    return { grantType, clientId, clientSecret, refreshToken }
  }
  throw oauthErrors.grantTypeUnsupported()
}
