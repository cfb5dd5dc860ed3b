import fc from 'fast-check'
import { expect, it } from 'vitest'
import { Dictionary } from './dictionary.ts'
import { TextCollector } from './text-collector.ts'

/** Characters of one to four bytes. As UTF-8, the last two are in another order than in JavaScript. */
const character = fc.constantFrom('a', 'b', 'é', '赤', '\u{1f600}', '\uffff')
/** Many of them are equal, or begin with the same characters. */
const text = fc.oneof(
  fc.array(character, { maxLength: 4 }).map((characters) => characters.join('')),
  fc.nat(90).map((length) => 'ab'.repeat(length)),
)

it('keeps each text once, in the order of JavaScript', () => {
  fc.assert(
    fc.property(fc.array(text, { maxLength: 300, size: 'max' }), (texts) => {
      const collector = new TextCollector()
      expect(texts.map((one) => collector.add(one))).toEqual(texts.map((_, at) => at + 1))
      const { sections, distinct, codeOf, order } = collector.finish()
      const [starts, bytes] = sections
      const kept = new Dictionary(Buffer.from(starts.slice().buffer), Buffer.from(bytes))
      const expected = [...new Set(texts)].sort()
      expect(kept.size).toBe(distinct)
      expect(expected.map((_, at) => kept.at(at + 1))).toEqual(expected)
      expect(texts.map((_, at) => kept.at(codeOf[at + 1] as number))).toEqual(texts)
      expect(Array.from(order, (at) => texts[at])).toEqual(texts.toSorted())
    }),
  )
})
