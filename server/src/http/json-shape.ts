const quote = 0x22
const comma = 0x2c
const openBracket = 0x5b
const backslash = 0x5c
const closeBracket = 0x5d
const openBrace = 0x7b
const closeBrace = 0x7d

/** What the punctuation of JSON reveals without parsing it. */
export interface JsonShape {
  commas: number
  /** The number of objects and arrays. This plus the number of commas is at least the number of values. */
  containers: number
  /** The nesting depth: 1 for `{}`. */
  depth: number
}

/**
 * Scans the bytes of JSON for its shape: a millisecond or two per megabyte, while counting the 10,000 properties of a
 * parsed object takes 10. The result is arbitrary for text that is not JSON.
 * @param maxCommas the scan stops at the first comma beyond this number.
 */
export function shapeOf(json: Buffer, maxCommas: number): JsonShape {
  const shape = { commas: 0, containers: 0, depth: 0 }
  let open = 0
  for (let at = 0; at < json.length && shape.commas <= maxCommas; at++) {
    switch (json[at]) {
      case quote:
        at = endOfText(json, at)
        break
      case comma:
        shape.commas++
        break
      case openBrace:
      case openBracket:
        shape.containers++
        open++
        shape.depth = Math.max(shape.depth, open)
        break
      case closeBrace:
      case closeBracket:
        open--
        break
    }
  }
  return shape
}

/** The end of a longer text is found by `indexOf`. The call does not pay off for short texts or many escaped quotes. */
const shortText = 64

/** The end of the text whose opening quote is at `start`. */
function endOfText(json: Buffer, start: number): number {
  let lookedAt = 0
  for (let at = start + 1; at < json.length; at++) {
    if (lookedAt++ >= shortText) {
      const from = at
      at = json.indexOf(quote, from)
      if (at === -1) return json.length
      if (!isEscaped(json, at, from)) return at
      lookedAt = 0
    } else if (json[at] === quote) return at
    else if (json[at] === backslash) at++
  }
  return json.length
}

/** Whether an odd number of backslashes precedes a position. @param from where the search for them stops. */
function isEscaped(json: Buffer, at: number, from: number): boolean {
  let backslashes = 0
  while (at - 1 - backslashes >= from && json[at - 1 - backslashes] === backslash) backslashes++
  return backslashes % 2 === 1
}
