/** The database can't be opened in its current state. The message is one sentence for people. */
export class DatabaseOpenError extends Error {
  override name = 'DatabaseOpenError'
}
