/** Fewer texts are sorted by comparing them. */
const fewTexts = 24
const byteValues = 256

/**
 * The order of UTF-8's bytes that gives texts JavaScript's order, which is that of UTF-16: characters above U+FFFF
 * (0xf0 and above), which are surrogates there, come before U+E000 to U+FFFF (0xee and 0xef).
 */
const ranks = Uint8Array.from({ length: byteValues }, (_, byte) => {
  if (byte >= 0xf0) return byte - 2
  return byte >= 0xee ? byte + 0x10 : byte
})

/**
 * Sorts texts by their bytes: a radix sort from the first byte on. It takes a tenth of the time of sorting strings.
 * @param bytes the texts in UTF-8, each followed by a NUL, which no text contains.
 * @param starts the start of each text.
 * @returns the numbers of the texts, from 0, in JavaScript's order.
 */
export function sortTexts(bytes: Uint8Array, starts: Uint32Array): Uint32Array {
  const order = new Uint32Array(starts.length)
  for (let text = 0; text < order.length; text += 1) order[text] = text
  const moved = new Uint32Array(starts.length)
  const ends = new Uint32Array(byteValues)
  /** Parts of the order whose texts begin with the same bytes: from, to, and the number of these bytes. */
  const parts = [0, order.length, 0]
  // Ends: each step takes a part, and adds only parts that have more bytes in common.
  while (parts.length > 0) {
    const [from, to, depth] = parts.splice(-3) as [number, number, number]
    if (to - from < fewTexts) {
      sortFew(order.subarray(from, to), bytes, starts, depth)
      continue
    }
    const rankOf = (text: number) => ranks[bytes[(starts[text] as number) + depth] as number] as number
    ends.fill(0)
    for (let at = from; at < to; at += 1) {
      const rank = rankOf(order[at] as number)
      ends[rank] = (ends[rank] as number) + 1
    }
    let end = from
    for (let rank = 0; rank < byteValues; rank += 1) {
      const count = ends[rank] as number
      end += count
      ends[rank] = end
      // The texts of rank 0 have ended, and are equal.
      if (count > 1 && rank > 0) parts.push(end - count, end, depth + 1)
    }
    moved.set(order.subarray(from, to), from)
    for (let at = to - 1; at >= from; at -= 1) {
      const text = moved[at] as number
      const rank = rankOf(text)
      const place = (ends[rank] as number) - 1
      ends[rank] = place
      order[place] = text
    }
  }
  return order
}

/** @param depth the number of bytes that the texts have in common. */
function sortFew(order: Uint32Array, bytes: Uint8Array, starts: Uint32Array, depth: number): void {
  for (let at = 1; at < order.length; at += 1) {
    const text = order[at] as number
    const start = (starts[text] as number) + depth
    let place = at
    while (place > 0 && isBefore(bytes, start, (starts[order[place - 1] as number] as number) + depth)) {
      order[place] = order[place - 1] as number
      place -= 1
    }
    order[place] = text
  }
}

/** Whether the text at `a` comes before the one at `b`. */
function isBefore(bytes: Uint8Array, a: number, b: number): boolean {
  // Ends: the NUL after a text differs from every byte of a longer one.
  for (let at = 0; ; at += 1) {
    const byte = bytes[a + at] as number
    const other = bytes[b + at] as number
    if (byte !== other) return (ranks[byte] as number) < (ranks[other] as number)
    if (byte === 0) return false
  }
}
