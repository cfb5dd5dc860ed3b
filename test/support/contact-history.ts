import { contradictionIn, type Operation } from './register-history.ts'

/** When something was sent and answered; `endedAt` is Infinity if the outcome is unknown. */
export interface Span {
  beganAt: number
  endedAt: number
}

/** A contact as a response showed it. */
export interface Sight {
  fields: Readonly<Record<string, string>>
  tags: readonly string[]
}

interface TagLife {
  added: Span
  removed?: Span
}

interface ContactPast {
  fields: Map<string, Operation[]>
  tags: Map<string, TagLife>
  sights: (Span & { tags: ReadonlySet<string> })[]
}

/** The value of a field before its first write. */
export const unset = 'unset'

/**
 * What clients did to contacts and what they observed, to be explained by an order of the operations. Each value of a
 * field is written once; each tag is added once and removed at most once, after it was added.
 */
export class ContactHistory {
  readonly #fieldNames: readonly string[]
  readonly #pasts = new Map<string, ContactPast>()

  /** @param fieldNames the observed fields. */
  constructor(fieldNames: readonly string[]) {
    this.#fieldNames = fieldNames
  }

  /** Adds a contact with unset fields and no tags. */
  begin(id: string): void {
    const first: Operation = { kind: 'write', value: unset, beganAt: -1, endedAt: 0 }
    const fields = new Map(this.#fieldNames.map((name) => [name, [first]]))
    this.#pasts.set(id, { fields, tags: new Map(), sights: [] })
  }

  /** Records a write of fields with unique values. */
  wrote(id: string, values: Readonly<Record<string, string>>, span: Span): void {
    for (const [name, value] of Object.entries(values))
      this.#past(id)
        .fields.get(name)
        ?.push({ kind: 'write', value, ...span })
  }

  addedTag(id: string, tag: string, added: Span): void {
    this.#past(id).tags.set(tag, { added })
  }

  /** @throws Error if the tag was not added before. */
  removedTag(id: string, tag: string, removed: Span): void {
    const life = this.#past(id).tags.get(tag)
    if (life === undefined) throw new Error(`Nobody has added ${tag}.`)
    life.removed = removed
  }

  /** Records an observation of a contact: all of its tags, and the named fields. */
  saw(id: string, { fields, tags }: Sight, span: Span): void {
    const past = this.#past(id)
    for (const [name, value] of Object.entries(fields))
      past.fields.get(name)?.push({ kind: 'read', value, ...span })
    past.sights.push({ tags: new Set(tags), ...span })
  }

  /** Observations that no order explains. */
  problems(): string[] {
    return [...this.#pasts].flatMap(([id, past]) => [
      ...[...past.fields].flatMap(([name, history]) => {
        const problem = contradictionIn(history)
        return problem === undefined ? [] : [`${id} ${name}: ${problem}`]
      }),
      ...problemsOfTags(past).map((problem) => `${id}: ${problem}`),
    ])
  }

  #past(id: string): ContactPast {
    const past = this.#pasts.get(id)
    if (past === undefined) throw new Error(`There is no history of ${id}.`)
    return past
  }
}

function problemsOfTags({ tags, sights }: ContactPast): string[] {
  const problems = new Set<string>()
  for (const { tags: shown } of sights)
    for (const tag of shown) if (!tags.has(tag)) problems.add(`${tag} is there, and nobody added it`)
  for (const [tag, { added, removed }] of tags) {
    const seen = sights.filter((sight) => sight.tags.has(tag))
    const missed = sights.filter((sight) => !sight.tags.has(tag))
    const certainlyThere = ({ beganAt, endedAt }: Span) =>
      beganAt > added.endedAt && (removed === undefined || endedAt < removed.beganAt)
    if (missed.some(certainlyThere)) problems.add(`${tag} was lost`)
    if (seen.some(({ endedAt }) => endedAt < added.beganAt))
      problems.add(`${tag} was there before it was added`)
    if (removed !== undefined && seen.some(({ beganAt }) => beganAt > removed.endedAt))
      problems.add(`${tag} was there after it was removed`)
    if (cameAndWent(seen, missed, removed)) problems.add(`${tag} was there, and then it was not`)
  }
  return [...problems]
}

/** Whether a tag that no request had begun to remove was seen and later missed. */
function cameAndWent(seen: readonly Span[], missed: readonly Span[], removed: Span | undefined): boolean {
  const firstSeen = Math.min(...seen.map(({ endedAt }) => endedAt))
  return missed.some(
    ({ beganAt, endedAt }) => beganAt > firstSeen && (removed === undefined || endedAt < removed.beganAt),
  )
}
