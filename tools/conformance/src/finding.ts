/** The kinds of differences between a file and the running server. */
export type FindingKind =
  /** The operation does not exist. */
  | 'unserved'
  /** A valid request was refused. */
  | 'refused'
  /** An invalid request was accepted, or refused with the wrong status. */
  | 'accepted'
  /** The response to an accepted request has another value than was sent. */
  | 'altered'
  /** A response violates the file's schema. */
  | 'answer'
  /** A response has a property that the file does not have. */
  | 'extra'
  /** No response had a property of the file. */
  | 'missing'
  /** The file does not declare the status. */
  | 'status'
  /** A token without permission was accepted, or one with permission was refused. */
  | 'scope'
  /** The file contradicts itself. */
  | 'mistake'
  /** The file omits something that a request or its check needs. */
  | 'omission'
  /** No response, a 5xx, or the records of the request could not be created. Can't be explained. */
  | 'fault'

/** The maximum number of findings per operation. */
const maxFindings = 2000

/** A difference between a file and the server. */
export interface Finding {
  kind: FindingKind
  /** Missing if the finding concerns the file as a whole. */
  operationId?: string
  /** For example `200 contact.tags`, `body firstName`, `CreateContactDto.dateOfBirth`. */
  place: string
  /** What was found there, in a few words. */
  detail: string
  /** The evidence: an example of the file, or a value that was sent and returned. */
  shown?: string
  /** The reason, if it is known. */
  reason?: string
}

/** The findings of an operation. Keeps the first of each kind and place. */
export class Findings {
  readonly #operationId: string
  readonly #byKey = new Map<string, Finding>()

  constructor(operationId: string) {
    this.#operationId = operationId
  }

  add(kind: FindingKind, place: string, detail: string, shown?: string): void {
    const key = `${kind} ${place}`
    if (this.#byKey.has(key) || this.#byKey.size === maxFindings) return
    this.#byKey.set(key, {
      kind,
      operationId: this.#operationId,
      place,
      detail,
      ...(shown !== undefined && { shown }),
    })
  }

  all(): Finding[] {
    return [...this.#byKey.values()]
  }
}
