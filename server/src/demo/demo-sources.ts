import { hash } from 'node:crypto'
import type { Clock } from '../lib/clock.ts'
import type { Ids } from '../lib/ids.ts'

/** The sources of time and ids for the demo. */
export interface DemoSources {
  clock: Clock
  ids: Ids
}

/** The fixed creation time of every demo: a Monday in the past, so none of its dates is in the future. */
export const demoTime = Date.parse('2025-06-02T14:00:00.000Z')

/** The time zone of the demo's location. */
export const demoTimezone = 'America/Chicago'

/**
 * The same time and the same ids in the same order for every demo.
 * @param seed other seeds give other ids.
 */
export function demoSources(seed = 'contactd demo'): DemoSources {
  let made = 0
  const nextBytes = () => hash('sha256', `${seed} ${++made}`, 'buffer')
  return {
    clock: { now: () => demoTime },
    ids: { next: () => idOf(nextBytes()), uuid: () => uuidOf(nextBytes()) },
  }
}

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'

const idOf = (bytes: Buffer) =>
  Array.from(bytes.subarray(0, 20), (byte) => alphabet[byte % alphabet.length]).join('')

/** In the form of version 4, like any other. */
const uuidOf = (bytes: Buffer) =>
  bytes.toString('hex').replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12}).*$/, '$1-$2-4$3-8$4-$5')

/** The sources with a fixed id. */
export const withId = ({ clock, ids }: DemoSources, id: string): DemoSources => ({
  clock,
  ids: { ...ids, next: () => id },
})
