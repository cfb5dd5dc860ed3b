import { ApiError } from './errors.ts'

const oauthError = (statusCode: number, error: string, description: string) =>
  new ApiError(statusCode, { error, error_description: description })

/**
 * The errors of the token endpoint. HighLevel's words where they are known, else those of RFC 6749,
 * section 5.2.
 */
export const oauthErrors = {
  codeNotFound: () => oauthError(401, 'UnAuthorized!', 'Authorization code not found'),
  codeInvalid: () => oauthError(400, 'invalid_grant', 'Invalid grant: authorization code is invalid'),
  refreshTokenInvalid: () => oauthError(400, 'invalid_grant', 'Invalid grant: refresh token is invalid'),
  clientInvalid: () => oauthError(401, 'invalid_client', 'Invalid client: client credentials are invalid'),
  grantTypeUnsupported: () =>
    oauthError(400, 'unsupported_grant_type', 'grant_type must be authorization_code or refresh_token'),
  parameterMissing: (names: readonly string[]) =>
    oauthError(400, 'invalid_request', `Missing parameter: ${names.join(', ')}`),
  parameterInvalid: (name: string) =>
    oauthError(
      400,
      'invalid_request',
      `The parameter ${name} must be sent once, as text of at most 4096 characters`,
    ),
  /** What the catalogue says of any body, in the words of RFC 6749. */
  requestInvalid: (statusCode: number, description: string) =>
    oauthError(statusCode, 'invalid_request', description),
} as const
