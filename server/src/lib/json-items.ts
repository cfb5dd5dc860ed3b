/** How many characters are encoded at a time: less than a millisecond. */
export const charactersPerPiece: number = 256 * 1024

const encoder = new TextEncoder()

/** JSON in UTF-8, in pieces with their own memory, so a thread can transfer them to another. */
export type JsonPieces = Uint8Array<ArrayBuffer>[]

/** Collects the items of a JSON list as UTF-8, separated by commas: the items are not also kept as text. */
export class JsonItems {
  readonly #pieces: JsonPieces = []
  #texts: string[] = []
  #characters = 0
  #isFirst = true

  /** @param text the JSON of one item. */
  add(text: string): void {
    this.#texts.push(this.#isFirst ? text : `,${text}`)
    this.#isFirst = false
    this.#characters += text.length
    if (this.#characters >= charactersPerPiece) this.#encode()
  }

  /** Everything that was added. Call once, at the end. */
  end(): JsonPieces {
    if (this.#texts.length > 0) this.#encode()
    return this.#pieces
  }

  #encode(): void {
    this.#pieces.push(encoder.encode(this.#texts.join('')))
    this.#texts = []
    this.#characters = 0
  }
}
