import type { FindingKind } from './finding.ts'
import type { Schema } from './schema.ts'

/** The dated versions of the API, or `v3`. Default: all. */
interface OfVersions {
  versions?: 'dated' | 'v3'
}

/** Places in which a file contradicts itself, and which side is right. */
export interface KnownMistake extends OfVersions {
  /** `CreateContactDto.dateOfBirth` */
  places: readonly string[]
  right: 'example' | 'type'
  reason: string
}

/** Something that a file omits from an operation, with its replacement. */
export interface KnownOmission extends OfVersions {
  operations: readonly string[]
  /** The beginning of their paths, if another file has operations of the same names. */
  under?: `/${string}`
  /** `body`, `path type`, `token`, or the status of a response. */
  place: string
  /** The schema of the body, the parameter or the response; missing if it is empty, as in the file. */
  schema?: Schema
  /**
   * A property that a body needs with a value, although the file does not require it: its place is `body.firstName`.
   */
  needed?: string
  /** The scopes that a token needs, if the file does not list them. */
  scopes?: readonly string[]
  reason: string
}

/** A difference that is intended or unavoidable. */
export interface KnownDifference extends OfVersions {
  kind: Exclude<FindingKind, 'fault' | 'unserved' | 'mistake' | 'omission'>
  /** The ids of operations, or the beginning of their paths. */
  operations: readonly string[] | `/${string}`
  /** The beginning of their paths, if another file has operations of the same names. */
  under?: `/${string}`
  /** As in findings; `*` stands for any status: `* contact.tags`. */
  places: readonly string[]
  reason: string
}

/** Operations that the requests of this tool cannot try. */
interface Untried {
  operations: readonly string[]
  reason: string
}

/**
 * All that is known about the files. A known difference that no longer occurs is stale, and fails the check like an
 * unknown one.
 */
export interface Knowledge {
  mistakes: readonly KnownMistake[]
  omissions: readonly KnownOmission[]
  differences: readonly KnownDifference[]
  untried?: readonly Untried[]
}

/** Whether an omission is one of an operation. */
export const isOfOperation = (
  { operations, under = '/' }: KnownOmission,
  { operationId, path }: { operationId: string; path: string },
): boolean => operations.includes(operationId) && path.startsWith(under)

/** Whether something applies to a version of the API. */
export const isOfVersion = ({ versions }: OfVersions, version: string): boolean =>
  versions === undefined || versions === (version === 'v3' ? 'v3' : 'dated')
