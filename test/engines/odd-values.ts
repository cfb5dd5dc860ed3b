import { Planted, type Template } from '../../tools/conformance/src/template.ts'
import type { Random } from '../fuzz/random.ts'

/** Texts that one of the engines may misinterpret or sort differently. */
const texts = [
  ...[
    'a',
    'B',
    'z',
    'Z',
    '_',
    'ä',
    'Ä',
    'ß',
    'ẞ',
    'ss',
    'İ',
    'ı',
    'i',
    'I',
    'å',
    'Å',
    'Å',
    'ﬀ',
    'ff',
    '\u{10400}',
  ],
  ...['\u0000', 'a\u0000b', '\u0001', '\u0001\u0002', '\u0001\u0001', '\u0002', 'a\u0000', 'a\u0001'],
  ...['\uD800', 'x\uDC00y', '\uFFFD', '\uFFFF', '\uE000', '\u{10FFFF}', '👩‍👩‍👧', 'e\u0301', 'é'],
  ...[
    '%',
    '_',
    '\\',
    '\\\\',
    "\\'",
    '100%',
    'a%b_c',
    "''",
    '"',
    '$1',
    ':locationId',
    '::text',
    '{}',
    '[',
    '?',
  ],
  ...[' a', 'a ', ' ', '\t', '\u00a0', 'a\n', '0', '00', '1e3', '-0', 'NaN', 'null', 'true', 'E\u0000'],
  ...['x'.repeat(500), 'ä'.repeat(300), '👍'.repeat(200)],
]
const numbers = [
  0,
  -0,
  1,
  -1,
  0.5,
  -1.5,
  1e-7,
  1e15,
  2 ** 31,
  2 ** 53,
  2 ** 53 + 2,
  -(2 ** 63),
  2 ** 63,
  1e21,
  1e300,
]

/** Replaces some texts and numbers of a body by others that are legal and tricky. */
export function withOddValues(random: Random, body: Template, chance = 0.2): Template {
  if (body instanceof Planted) return body
  if (typeof body === 'string') return random.chance(chance) ? random.pick(texts) : body
  if (typeof body === 'number') return random.chance(chance) ? random.pick(numbers) : body
  if (Array.isArray(body)) return body.map((part) => withOddValues(random, part, chance))
  if (typeof body !== 'object' || body === null) return body
  return Object.fromEntries(
    Object.entries(body).map(([name, part]) => [name, withOddValues(random, part as Template, chance)]),
  )
}
