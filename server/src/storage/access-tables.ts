/**
 * The tables of authentication and authorization: apps, grants, tokens, sessions, and their audit log. Writes with
 * the scope `access` change only these; writes of a location neither read nor change them, so neither waits for the
 * other.
 */
export const accessTables: ReadonlySet<string> = new Set([
  'apps',
  'installations',
  'authorization_codes',
  'grants',
  'refresh_tokens',
  'tokens',
  'sign_in_sessions',
  'audit_events',
])
