import type { Ids } from '../../server/src/lib/ids.ts'

const madeId = /[Ee]\d{19}|\d{8}-eeee-4eee-8eee-e{12}|(?:\d{8}eeee){2}/g

/** Ids in rising order, so that what is ordered by them stands in the order in which it was made. */
export function risingIds(): Ids {
  let last = 0
  const next = (length: number) => {
    last += 1
    return String(last).padStart(length, '0')
  }
  return { next: () => `E${next(19)}`, uuid: () => `${next(8)}-eeee-4eee-8eee-eeeeeeeeeeee` }
}

/**
 * Names for the ids in texts, in the order in which they come up: what two servers say is the same but for the ids
 * that they made, since one of them may make more of them than it uses.
 */
export class IdNames {
  readonly #names = new Map<string, string>()

  /** The text with names for its ids, new ones for those that come up first. */
  name(text: string): string {
    return text.replace(madeId, (id) => {
      const known = this.#names.get(id)
      if (known !== undefined) return known
      const name = `#${this.#names.size + 1}`
      this.#names.set(id, name)
      return name
    })
  }

  /** The text with names for the ids that came up before, and `#?` for all others. */
  nameKnown(text: string): string {
    return text.replace(madeId, (id) => this.#names.get(id) ?? '#?')
  }
}
