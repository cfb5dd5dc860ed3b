import type { Contender } from '../rounds.ts'

/** What a peer needs to start. */
export interface PeerContext {
  workspace: string
  /** The SQLite database with the contacts that all servers update. */
  databaseFile: string
  /** The token that the load generator sends. */
  token: string
  contactIds: readonly string[]
}

/** Another server with the job that is closest to contactd's. */
export interface Peer {
  name: string
  start(context: PeerContext): Promise<Contender>
}
