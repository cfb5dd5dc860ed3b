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

/** The cards of a text, each with its lines ended by LF. A card that is not ended ends with the file. */
async function* cardsOf(file: string, pieces: AsyncIterable<string>): AsyncGenerator<string> {
  let lines: string[] = []
  let length = 0
  let isInCard = false
  for await (const line of linesOf(file, pieces)) {
    const word = line.trim().toUpperCase()
    if (word === 'BEGIN:VCARD') {
      if (isInCard && lines.length > 1) yield `${lines.join('\n')}\n`
      isInCard = true
      lines = []
      length = 0
    }
    if (!isInCard) continue
    lines.push(line)
    length += line.length
    if (length > maxRecordLength) throw new InputError(`${file} has a card of more than 4 MiB.`)
    if (word === 'END:VCARD') {
      yield `${lines.join('\n')}\n`
      isInCard = false
      lines = []
    }
  }
  if (isInCard) yield `${lines.join('\n')}\n`
}
