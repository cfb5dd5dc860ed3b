import type { SigningKeySource } from '../auth/signing-key.ts'
import type { Clock } from '../lib/clock.ts'
import type { Ids } from '../lib/ids.ts'
import type { Storage } from '../storage/storage.ts'

/** What the use cases of OAuth stand on. */
export interface OAuthContext {
  storage: Storage
  clock: Clock
  ids: Ids
  signingKey: SigningKeySource
  /** How long a used refresh token is answered as it was. */
  refreshGraceMs: number
}
