import { InputError } from '../../lib/input-error.ts'
import { maxRecordLength } from './csv-shape.ts'
import { linesOf } from './lines.ts'
import type { Source } from './source.ts'
import { readText, type TextEncoding } from './text-encoding.ts'

/** A file of vCards. The only cell of a row is the text of its card. */
export function vcardSource(file: string, encoding: TextEncoding): Source {
  return {
    format: 'vcf',
    columns: ['card'],
    shape: `${encoding}, vCards`,
    async *rows(onBytes) {
      let number = 0
      for await (const card of cardsOf(file, readText(file, encoding, onBytes))) {
        number += 1
        yield { number, cells: [card], raw: card }
      }
    },
  }
}

/** What a card has of a person: lines with it are a card, even if its beginning or its end is missing. */
const personal = /^(?:[\w-]+\.)?(?:N|FN|EMAIL|TEL)[;:]/i

/**
 * The cards of a text, each with its lines ended by LF. A card ends with the next one or with the file if its own end is
 * missing. A card within another one (`AGENT`) is one of its own.
 */
async function* cardsOf(file: string, pieces: AsyncIterable<string>): AsyncGenerator<string> {
  const open: OpenCard[] = [new OpenCard()]
  for await (const line of linesOf(file, pieces)) {
    const card = open.at(-1) ?? new OpenCard()
    const word = line.trim().toUpperCase()
    if (word === 'BEGIN:VCARD' && card.endsWithAgent()) open.push(new OpenCard())
    else if (word === 'BEGIN:VCARD' && card.isCard()) {
      yield card.text()
      open[open.length - 1] = new OpenCard()
    }
    const current = open.at(-1) ?? card
    current.add(file, line)
    if (word !== 'END:VCARD') continue
    yield current.text()
    open.pop()
    if (open.length === 0) open.push(new OpenCard())
  }
  for (const card of open.reverse()) if (card.isCard()) yield card.text()
}

/** The lines of a card whose end has not come. */
class OpenCard {
  readonly #lines: string[] = []
  #length = 0
  #isPersonal = false

  /** @throws InputError for a card that is too long. */
  add(file: string, line: string): void {
    this.#lines.push(line)
    this.#length += line.length
    this.#isPersonal ||= personal.test(line)
    if (this.#length > maxRecordLength) throw new InputError(`${file} has a card of more than 4 MiB.`)
  }

  /** Whether it is more than lines between cards. */
  isCard(): boolean {
    return this.#isPersonal
  }

  endsWithAgent(): boolean {
    return /^AGENT[;:]?/i.test(this.#lines.findLast((line) => line.trim() !== '') ?? '')
  }

  text(): string {
    return `${this.#lines.join('\n')}\n`
  }
}
