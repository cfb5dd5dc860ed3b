import type { Json } from './json.ts'

/** The server under test, with an empty database. */
export interface RunningServer {
  /** `http://127.0.0.1:49152` */
  url: string
  /** Every scope that a token can have. */
  scopes: readonly string[]
  /** Creates a location whose contacts may share an email, so the examples of a file can be sent repeatedly. */
  newPlace(): Promise<Place>
  close(): Promise<void>
}

/** A location, one of its users, and what the API cannot create. */
interface Place {
  companyId: string
  locationId: string
  userId: string
  pipelineId: string
  /** Of the pipeline. */
  pipelineStageId: string
  lostReasonId: string
  /** Creates a token for the location or for its company. Ignores scopes that the server does not have. */
  token(scopes: readonly string[], of: TokenOwner): Promise<string>
  /** Creates a template. @returns its id. */
  newTemplate(): Promise<string>
}

/** Whose token a request has. */
export type TokenOwner = 'location' | 'company'

/** The target of requests, and the records that they use. */
export interface World {
  /** `http://127.0.0.1:49152` */
  url: string
  /** Every existing scope. */
  scopes: readonly string[]
  /** The records that can be created, by name (`contactId`, `NumericField.id`), with a value of the same form. */
  kinds: Readonly<Record<string, Json>>
  /** A token with these scopes. */
  token(scopes: readonly string[], of: TokenOwner): Promise<string>
  /**
   * Creates new records and their dependencies.
   * @param names of `kinds`, and words of a path: for `notes` the contact has a note.
   * @throws Error if one can't be created.
   */
  plant(names: readonly string[]): Promise<Record<string, Json>>
}
