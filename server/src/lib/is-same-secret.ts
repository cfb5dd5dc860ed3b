import { hash, timingSafeEqual } from 'node:crypto'

/** Compares two texts in constant time, whatever their lengths. */
export const isSameSecret = (given: string, right: string): boolean =>
  timingSafeEqual(hash('sha256', given, 'buffer'), hash('sha256', right, 'buffer'))
