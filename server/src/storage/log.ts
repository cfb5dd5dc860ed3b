/** What storage tells whoever runs it; a pino logger is one. */
export interface StorageLog {
  info(fields: object, message: string): void
  warn(fields: object, message: string): void
}

/** Keeps what storage tells to itself. */
export const silentLog: StorageLog = { info: () => undefined, warn: () => undefined }
