/** The log of the storage; a pino logger fits. */
export interface StorageLog {
  info(fields: object, message: string): void
  warn(fields: object, message: string): void
}

/** Discards all entries. */
export const silentLog: StorageLog = { info: () => undefined, warn: () => undefined }
