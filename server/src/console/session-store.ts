import { statement } from '../storage/statement.ts'

/** Any owner who can sign in. */
export const findSignInOwner = statement<Record<string, never>, { id: string }>(
  'find-sign-in-owner',
  `SELECT id FROM users WHERE type = 'agency' AND role = 'admin' AND password_hash IS NOT NULL LIMIT 1`,
)
