import type { SigningKeySource } from '../auth/signing-key.ts'
import type { Clock } from '../lib/clock.ts'
import type { Ids } from '../lib/ids.ts'
import type { Storage } from '../storage/storage.ts'

/** The dependencies of the OAuth use cases. */
export interface OAuthContext {
  storage: Storage
  clock: Clock
  ids: Ids
  signingKey: SigningKeySource
  /** How long a used refresh token gets its first response again. */
  refreshGraceMs: number
  /** Whether `/oauth/token` also accepts the client's credentials as HTTP Basic. */
  isBasicTaken?: boolean
}
