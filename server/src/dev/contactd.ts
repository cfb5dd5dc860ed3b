/** The options of `startContactd`. */
export interface StartContactdOptions {
  /** What the server has at its start and after a reset: the demo. */
  seed?: 'demo'
  /** The URL of an empty database, or of one that contactd has filled for development; in memory by default. */
  database?: string
  /** A free one by default. */
  port?: number
}

/** A HighLevel to test against, in this process. */
export interface Contactd {
  /** `http://127.0.0.1:<port>` */
  url: string
  /** A private integration token of the location, with every scope. */
  token: string
  locationId: string
  companyId: string
  /** A contact of the location. */
  contactId: string
  /** Ends the server and its connections. */
  close(): Promise<void>
}

/**
 * Starts a HighLevel to test against in this process, on a free port of 127.0.0.1, with its database in memory.
 * @throws Error if it can't listen, or the database has data that contactd did not make for development.
 */
export type StartContactd = (options?: StartContactdOptions) => Promise<Contactd>
