import type { KnownDifference } from './known.ts'

/** Where contactd differs from HighLevel's files, and means to. */
export const knownDifferences: readonly KnownDifference[] = []
