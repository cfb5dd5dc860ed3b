import { expect, it } from 'vitest'
import { charactersPerPiece, JsonItems } from './json-items.ts'

const textOf = (texts: readonly string[]) => {
  const items = new JsonItems()
  for (const text of texts) items.add(text)
  const pieces = items.end()
  return { pieces, text: Buffer.concat(pieces).toString() }
}

it.each<[string, string[]]>([
  ['nothing', []],
  ['one item', ['{"a":"€"}']],
  ['several', ['1', '"é"', 'null']],
  ['an empty text between', ['""', '""', '""']],
])('the items of a JSON list: %s', (_what, texts) => {
  expect(textOf(texts).text).toBe(texts.join(','))
})

it('are in pieces if they are long, each with its own memory', () => {
  const texts = Array.from({ length: 50 }, (_, index) => JSON.stringify(`${index}${'€'.repeat(30_000)}`))
  const { pieces, text } = textOf(texts)
  expect(text === texts.join(',')).toBe(true)
  expect(pieces.length).toBeGreaterThan(4)
  for (const piece of pieces) {
    expect(piece.buffer.byteLength).toBe(piece.byteLength)
    expect(piece.byteLength).toBeLessThan(3 * (charactersPerPiece + 31_000))
  }
})
