import { identifiersOf } from '../api/locations/unique-identifiers.ts'
import { foldCase } from '../lib/fold-case.ts'
import type { RowPlace } from './write-row.ts'
import type { ReadyRow, RowResult } from './write-rows.ts'

/** The most addresses of new contacts that a preview remembers. Later repetitions count as new. */
const maxRemembered = 1_000_000

/** Makes a preview count a person who comes twice in a file as the import will: once as new. */
export class PreviewedAddresses {
  readonly #place: RowPlace
  readonly #seen = new Set<string>()

  constructor(place: RowPlace) {
    this.#place = place
  }

  /** @returns the results with those of repetitions corrected. */
  correct(rows: readonly ReadyRow[], results: readonly RowResult[]): RowResult[] {
    return results.map((result, index) => {
      const row = rows[index]
      if (row === undefined || result.kind !== 'created') return result
      const keys = this.#keysOf(row)
      if (keys.some((key) => this.#seen.has(key))) return this.#repetition()
      if (this.#seen.size < maxRemembered) for (const key of keys) this.#seen.add(key)
      return result
    })
  }

  #repetition(): RowResult {
    if (this.#place.mode !== 'create') return { kind: 'updated', problems: [] }
    if (this.#place.location.allowDuplicateContact) return { kind: 'created', problems: [] }
    return { kind: 'refused', reason: 'an earlier row of the file has its email or phone' }
  }

  #keysOf({ judged: { id, fields } }: ReadyRow): string[] {
    const addresses = { email: fields.email && foldCase(fields.email), phone: fields.phone }
    const identifiers = identifiersOf(this.#place.location).map(
      (kind) => addresses[kind] && `${kind} ${addresses[kind]}`,
    )
    return [id && `id ${id}`, ...identifiers].filter((key) => key !== undefined && key !== '').map(String)
  }
}
