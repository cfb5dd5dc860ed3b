import { describe, expect, it } from 'vitest'
import { bytesPerPart, partCounts, partCountsOfRows, partName, partsOf } from './column-parts.ts'

const sizes = [0, 1, bytesPerPart - 1, bytesPerPart, bytesPerPart + 1, 3 * bytesPerPart + 5]

describe('the parts of a column', () => {
  it.each(sizes)('of %i bytes are as many as are counted, none large, and together the column', (size) => {
    const content = Buffer.alloc(size, 'some text ')
    const parts = [...partsOf('customFields.a.b', content)]
    expect(Buffer.concat(parts.map(([, part]) => part)).equals(content)).toBe(true)
    for (const [, part] of parts) expect(part.byteLength).toBeLessThanOrEqual(bytesPerPart)
    expect(parts.map(([name]) => name)).toEqual(parts.map((_, at) => partName('customFields.a.b', at)))
    expect(partCounts(new Map([['customFields.a.b', content]]))).toEqual(
      new Map([['customFields.a.b', parts.length]]),
    )
  })

  it('are found by the names of all rows, in any order', () => {
    const large = Buffer.alloc(2 * bytesPerPart + 1)
    const columns = new Map([
      ['', large],
      ['email', Buffer.alloc(1)],
      ['city', large],
    ])
    const names = [...columns].flatMap(([name, content]) => [...partsOf(name, content)].map(([row]) => row))
    expect(partCountsOfRows(names.toSorted())).toEqual(partCounts(columns))
    expect(new Set(names).size).toBe(7)
  })

  it('take nothing but themselves to another thread', () => {
    const content = Buffer.alloc(2 * bytesPerPart)
    for (const [, part] of partsOf('email', content)) expect(part.buffer.byteLength).toBe(bytesPerPart)
  })
})
