import type { FindingKind } from './finding.ts'
import type { Schema } from './schema.ts'

/** The dated versions of the API, or `v3`; all of them where it is missing. */
interface OfVersions {
  versions?: 'dated' | 'v3'
}

/** Places where a file contradicts itself, and which of the two is right. */
export interface KnownMistake extends OfVersions {
  /** `CreateContactDto.dateOfBirth` */
  places: readonly string[]
  right: 'example' | 'type'
  reason: string
}

/** Something that a file leaves out of an operation, and what stands in for it. */
export interface KnownOmission extends OfVersions {
  operations: readonly string[]
  /** `body`, `path type`, `token`, or the status of an answer. */
  place: string
  /** What the body, the parameter or the answer is; missing where it is as empty as the file says. */
  schema?: Schema
  /** A property that a body must have with a value, where the file wants none: `body.firstName` is its place. */
  needed?: string
  /** What a token needs, where the file doesn't say. */
  scopes?: readonly string[]
  reason: string
}

/** A difference that is meant, or can't be helped. */
export interface KnownDifference extends OfVersions {
  kind: Exclude<FindingKind, 'fault' | 'unserved' | 'mistake' | 'omission'>
  /** Operations by their ids, or all whose path begins so. */
  operations: readonly string[] | `/${string}`
  /** As findings have them; `*` stands for any status: `* contact.tags`. */
  places: readonly string[]
  reason: string
}

/** All that is known of the files. What is known and isn't met any more is stale, and fails as the unknown does. */
export interface Knowledge {
  mistakes: readonly KnownMistake[]
  omissions: readonly KnownOmission[]
  differences: readonly KnownDifference[]
}

/** Whether something is known of a version of the API. */
export const isOfVersion = ({ versions }: OfVersions, version: string): boolean =>
  versions === undefined || versions === (version === 'v3' ? 'v3' : 'dated')
