/** The database can't be opened as it is. The message is one sentence for people. */
export class DatabaseOpenError extends Error {
  override name = 'DatabaseOpenError'
}
