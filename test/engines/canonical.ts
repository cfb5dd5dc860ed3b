import type { Ids } from '../../server/src/lib/ids.ts'

/** Ids, those of deliveries with the number of the event, and the random secrets of webhooks. */
const madeId = /[Ee]\d{19}(?:-\d+\b)?|\d{8}-eeee-4eee-8eee-e{12}|(?:\d{8}eeee){2}|whsec_[A-Za-z0-9+/]{32}/g

/** Increasing ids, so that sorting by id gives the order of creation. */
export function risingIds(): Ids {
  let last = 0
  const next = (length: number) => {
    last += 1
    return String(last).padStart(length, '0')
  }
  return { next: () => `E${next(19)}`, uuid: () => `${next(8)}-eeee-4eee-8eee-eeeeeeeeeeee` }
}

/**
 * Replaces ids in texts by names, in order of appearance: two servers agree except for the ids that they generate,
 * since one may generate more than it uses.
 */
export class IdNames {
  readonly #names = new Map<string, string>()

  /** The text with names for its ids; new ids get new names. */
  name(text: string): string {
    return text.replace(madeId, (id) => {
      const known = this.#names.get(id)
      if (known !== undefined) return known
      const name = `#${this.#names.size + 1}`
      this.#names.set(id, name)
      return name
    })
  }

  /** The text with the names of known ids, and `#?` for all others. */
  nameKnown(text: string): string {
    return text.replace(madeId, (id) => this.#names.get(id) ?? '#?')
  }
}
