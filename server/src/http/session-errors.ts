import { gateway } from './api-error.ts'

const refused = 'No user has this email and password.'

/** The errors of the console's session, in the form of HighLevel's gateway. */
export const sessionErrorTable = {
  signInRefused: gateway(401, refused, 'The email or the password is wrong.'),
  signInSlowedDown: gateway(
    429,
    (seconds: number) =>
      `${refused} Many attempts have failed, so the next answer takes up to ${seconds === 1 ? '1 second' : `${seconds} seconds`}.`,
    'The email or the password is wrong, as often before.',
    1,
  ),
  signInsBusy: gateway(
    429,
    'Too many people try to sign in at once. Please try again in a few seconds.',
    'Too many sign-ins wait to be checked.',
  ),
  signedOut: gateway(401, 'You are not signed in.', 'There is no session, or it has ended.'),
  foreignPage: gateway(
    403,
    'Only pages of this server may use the session.',
    'Another site sent the request.',
  ),
} as const
