import { ownTurn } from '../../lib/own-turn.ts'
import { isReadyForPhones, type PhoneVerdict, parsePhone } from '../../lib/phone.ts'
import type { ApiContext } from '../api-context.ts'

/** The most phones that are parsed in a transaction, or in one turn of the event loop. Each takes 25 µs. */
const phonesAtOnce = 50

/** The dependencies of use cases that write phones. */
export interface PhonesContext extends ApiContext {
  phones: PhoneReader
}

/** Parses phones and caches the results. */
export class PhoneReader {
  readonly #known = new Map<string, PhoneVerdict>()
  /** After this many aborts, the transaction parses all phones itself. */
  #refusalsLeft = 2

  /** @throws PhonesFirst if `withPhonesParsedFirst` must parse it before the transaction. */
  read(text: string, country: string): PhoneVerdict {
    this.#refuse([text], country, 1)
    return this.#known.get(keyOf(text, country)) ?? parsePhone(text, country)
  }

  /** Takes over numbers that `parsePhone` has returned: each is parsed to itself. */
  accept(numbers: readonly string[], country: string): void {
    for (const e164 of numbers) this.#known.set(keyOf(e164, country), { e164 })
  }

  /** Call it before reading many phones in a transaction. @throws PhonesFirst as above. */
  prepare(texts: readonly string[], country: string): void {
    this.#refuse(texts, country, phonesAtOnce)
  }

  #refuse(texts: readonly string[], country: string, most: number): void {
    if (this.#refusalsLeft === 0) return
    const unread = [...new Set(texts)].filter((text) => !this.#known.has(keyOf(text, country)))
    if (unread.length <= (isReadyForPhones() ? most : 0)) return
    this.#refusalsLeft -= 1
    throw new PhonesFirst(unread, country)
  }

  /** Parses the phones, a few in each turn of the event loop. */
  async parseFirst({ texts, country }: PhonesFirst): Promise<void> {
    for (const [index, text] of texts.entries()) {
      // The first phone of the process loads the library.
      if (index === 1 || index % phonesAtOnce === 0) await ownTurn()
      this.#known.set(keyOf(text, country), parsePhone(text, country))
    }
  }
}

const keyOf = (text: string, country: string) => `${country} ${text}`

/** Aborts a transaction that would parse many phones or load the library: all other writes would wait for it. */
class PhonesFirst extends Error {
  override name = 'PhonesFirst'
  readonly texts: readonly string[]
  readonly country: string

  constructor(texts: readonly string[], country: string) {
    super('The phones must be parsed before the transaction.')
    this.texts = texts
    this.country = country
  }
}

/**
 * Runs a write that may parse many phones. Only the transaction knows which texts are phones, and their country. If
 * they are many, or the first of the process, the transaction aborts before its first change and runs again once they
 * are parsed.
 */
export async function withPhonesParsedFirst<T>(
  context: ApiContext,
  write: (context: PhonesContext) => Promise<T>,
): Promise<T> {
  const withPhones = { ...context, phones: new PhoneReader() }
  for (;;) {
    try {
      return await write(withPhones)
    } catch (error) {
      if (!(error instanceof PhonesFirst)) throw error
      await withPhones.phones.parseFirst(error)
    }
  }
}
