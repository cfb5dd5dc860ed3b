/**
 * The most writes in a location that may have missed each other's changes in a read with `mayBeStale`: three groups of
 * PostgreSQL's writer.
 */
export const maxConcurrentWrites = 3 * 256
