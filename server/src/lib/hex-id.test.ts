import { expect, it } from 'vitest'
import { hexId } from './hex-id.ts'
import { randomIds } from './ids.ts'

it('is 24 hexadecimal digits, different each time', () => {
  const made = Array.from({ length: 1000 }, () => hexId(randomIds))
  for (const id of made) expect(id).toMatch(/^[0-9a-f]{24}$/)
  expect(new Set(made).size).toBe(1000)
})

it('is random in every digit', () => {
  const made = Array.from({ length: 500 }, () => hexId(randomIds))
  for (let digit = 0; digit < 24; digit += 1)
    expect(new Set(made.map((id) => id[digit])).size).toBeGreaterThan(12)
})
