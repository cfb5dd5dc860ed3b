import { InputError } from '../../lib/input-error.ts'
import { maxRecordLength } from './csv-shape.ts'

/**
 * The lines of a text, without their ends: LF, CR LF, or the CR CR LF that some cards have.
 * @throws InputError for a line that is too long.
 */
export async function* linesOf(file: string, pieces: AsyncIterable<string>): AsyncGenerator<string> {
  let rest = ''
  for await (const piece of pieces) {
    const lines = (rest + piece).split('\n')
    rest = lines.pop() ?? ''
    if (rest.length > maxRecordLength) throw new InputError(`${file} has a line of more than 4 MiB.`)
    for (const line of lines) yield line.replace(/\r+$/, '')
  }
  if (rest !== '') yield rest.replace(/\r+$/, '')
}
