import type { Json } from './json.ts'

/** The server that is checked, on an empty database. */
export interface RunningServer {
  /** `http://127.0.0.1:49152` */
  url: string
  /** Every scope that a token can have. */
  scopes: readonly string[]
  /** Makes a location that lets contacts share an email: each example of a file can be sent again and again. */
  newPlace(): Promise<Place>
  close(): Promise<void>
}

/** A location and a user of it. */
interface Place {
  locationId: string
  userId: string
  /** Makes a token of the location. It ignores scopes that the server does not have. */
  token(scopes: readonly string[]): Promise<string>
}

/** Where requests go, and what they find there. */
export interface World {
  /** `http://127.0.0.1:49152` */
  url: string
  /** Every scope that there is. */
  scopes: readonly string[]
  /** What can be planted, by its name (`contactId`, `NumericField.id`), with a value of its form. */
  kinds: Readonly<Record<string, Json>>
  /** A token with these scopes. */
  token(scopes: readonly string[]): Promise<string>
  /**
   * Plants things anew, and what they lean on.
   * @param names of `kinds`, and words of a path: for `notes` the contact has a note.
   * @throws Error where one can't be planted.
   */
  plant(names: readonly string[]): Promise<Record<string, Json>>
}
