import type { LocationRow } from './location-store.ts'

/** The properties that can identify a contact within a location. */
export const uniqueIdentifiers = ['email', 'phone'] as const
export type UniqueIdentifier = (typeof uniqueIdentifiers)[number]

/** The identifiers that upserts and duplicate checks of a location use, in order: email, then phone by default. */
export const identifiersOf = ({
  contactUniqueIdentifiers: stored,
}: Pick<LocationRow, 'contactUniqueIdentifiers'>): readonly UniqueIdentifier[] =>
  stored === null ? uniqueIdentifiers : (JSON.parse(stored) as UniqueIdentifier[])

/** A list that was sent, as stored: each once, in the order of the first ones. */
export const storedIdentifiers = (sent: readonly UniqueIdentifier[]): string =>
  JSON.stringify([...new Set(sent)])
