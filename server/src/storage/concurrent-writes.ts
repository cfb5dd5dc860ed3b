/**
 * The most writes of a node in a location that may have missed each other's changes in a read with `mayBeStale`: three
 * groups of PostgreSQL's writer. With several nodes at a limit at once, each may exceed it by as many.
 */
export const maxConcurrentWrites = 3 * 256
