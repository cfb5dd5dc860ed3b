import { ApiError, type ErrorNote, oauthError } from './api-error.ts'

/** The errors of the token endpoint. It uses HighLevel's messages if known, or else those of RFC 6749, section 5.2. */
export const oauthErrorTable = {
  codeNotFound: oauthError(401, 'UnAuthorized!', 'Authorization code not found', 'The code is unknown.'),
  codeInvalid: oauthError(
    400,
    'invalid_grant',
    'Invalid grant: authorization code is invalid',
    'The code was used, has expired, or belongs to another client.',
  ),
  refreshTokenInvalid: oauthError(
    400,
    'invalid_grant',
    'Invalid grant: refresh token is invalid',
    'The refresh token is unknown, used, revoked or expired.',
  ),
  clientInvalid: oauthError(
    401,
    'invalid_client',
    'Invalid client: client credentials are invalid',
    'The client id or the secret is wrong, in an exchange of a code.',
  ),
  clientOfRefreshInvalid: oauthError(
    401,
    'UnAuthorized!',
    'Invalid client credentials!',
    'The client id or the secret is wrong, in an exchange of a refresh token.',
  ),
  credentialsTwice: oauthError(
    400,
    'invalid_request',
    'The client credentials must be sent once: in the Authorization header or in the body',
    'Both the header and the body have client credentials.',
  ),
  grantTypeUnsupported: oauthError(
    400,
    'unsupported_grant_type',
    'grant_type must be authorization_code or refresh_token',
    'The grant type is missing or not supported.',
  ),
  /** The note is for the log. It names a possible cause. */
  parameterMissing: {
    make: (names: readonly string[], note?: ErrorNote) =>
      new ApiError(
        400,
        { error: 'invalid_request', error_description: `Missing parameter: ${names.join(', ')}` },
        { note },
      ),
    when: 'A parameter is missing.',
    example: [['client_id']],
  },
  parameterInvalid: oauthError(
    400,
    'invalid_request',
    (name: string) => `The parameter ${name} must be sent once, as text of at most 4096 characters`,
    'A parameter is repeated or not text.',
    'code',
  ),
  /** The errors of request bodies in the shape of RFC 6749. */
  requestInvalid: {
    make: (statusCode: number, description: string) =>
      new ApiError(statusCode, { error: 'invalid_request', error_description: description }),
    when: 'The body cannot be read.',
    example: [400, 'The body is not valid UTF-8'],
  },
} as const
