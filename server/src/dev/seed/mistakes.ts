import { ApiError, type DuplicateMatch } from '../../http/api-error.ts'
import { InputError } from '../../lib/input-error.ts'

/** What is wrong with a seed. */
export interface Mistake {
  /** The path of the item or the property, such as `locations.0.contacts.3.email`. */
  path: string
  sentence: string
}

/** A mistake of a use case with another path. */
export const movedTo = (path: string, { path: before, sentence }: Mistake): Mistake => ({
  path,
  sentence: `${path}${sentence.slice(before.length)}`,
})

/** A seed with mistakes. The message has one a line. */
export class SeedError extends InputError {
  override name = 'SeedError'
}

/** Collects the mistakes of the items that the use cases refuse. */
export class Mistakes {
  readonly found: Mistake[] = []

  add(path: string, sentence: string): void {
    this.found.push({ path, sentence: `${path}: ${sentence}` })
  }

  /** Does the work on an item, and notes why it is refused. @returns undefined if it is. */
  async of<T>(path: string, work: () => Promise<T>): Promise<T | undefined> {
    try {
      return await work()
    } catch (error) {
      if (!(error instanceof ApiError || error instanceof InputError)) throw error
      this.add(path, `${error.message}${otherContact(error)}`)
      return undefined
    }
  }
}

/** Which contact has the email or the phone of a duplicate. */
function otherContact(error: Error): string {
  const meta =
    error instanceof ApiError ? (error.body.meta as Partial<DuplicateMatch> | undefined) : undefined
  if (meta?.contactName === undefined) return ''
  const name = meta.contactName === 'Unknown' ? 'Another contact' : meta.contactName
  return ` ${name} has the same ${meta.matchingField}.`
}
