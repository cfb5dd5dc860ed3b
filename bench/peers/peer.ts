import type { Contender } from '../rounds.ts'

/** What a peer is made of. */
export interface PeerContext {
  workspace: string
  /** SQLite's, with the contacts that everybody updates. */
  databaseFile: string
  /** The token that the load generator sends. */
  token: string
  contactIds: readonly string[]
}

/** A server of someone else's that does the nearest same job as contactd. */
export interface Peer {
  name: string
  start(context: PeerContext): Promise<Contender>
}
