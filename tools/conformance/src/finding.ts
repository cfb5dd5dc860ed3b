/** What can differ between a file and the code that runs. */
export type FindingKind =
  /** The operation isn't served. */
  | 'unserved'
  /** A good request was refused. */
  | 'refused'
  /** Nonsense was accepted, or refused with a status that doesn't say so. */
  | 'accepted'
  /** What was sent and accepted is answered otherwise. */
  | 'altered'
  /** An answer breaks the file's schema. */
  | 'answer'
  /** An answer has a property that the file doesn't name. */
  | 'extra'
  /** No answer had a property that the file names. */
  | 'missing'
  /** A status that the file doesn't declare. */
  | 'status'
  /** A token that should not have been let in was, or the other way round. */
  | 'scope'
  /** The file contradicts itself. */
  | 'mistake'
  /** The file leaves something out that a request or its check needs. */
  | 'omission'
  /** No answer, or a 5xx, or the world could not be made ready. Nothing explains it. */
  | 'fault'

/** The most findings of one operation. */
const maxFindings = 2000

/** A difference between a file and the code. */
export interface Finding {
  kind: FindingKind
  /** Missing for what concerns the file as a whole. */
  operationId?: string
  /** Where: `200 contact.tags`, `body firstName`, `CreateContactDto.dateOfBirth`. */
  place: string
  /** What was met there, in a few words. */
  detail: string
  /** What shows it: an example of the file, or a value that was sent and answered. */
  shown?: string
  /** Why it is so, where that is known. */
  reason?: string
}

/** The findings of an operation. Of those of one kind and place the first is kept. */
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
