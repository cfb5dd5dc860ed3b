import { describe, expect, it } from 'vitest'
import { countryCodes, countryName } from './countries.ts'

describe('countryCodes', () => {
  it('BR-040 has the 247 codes of the official list, in order and without duplicates', () => {
    expect(countryCodes).toHaveLength(247)
    expect(new Set(countryCodes).size).toBe(247)
    expect(countryCodes).toEqual([...countryCodes].sort())
    for (const code of countryCodes) expect(code).toMatch(/^[A-Z]{2}$/)
  })

  it.each(['US', 'GB', 'DE', 'XK', 'AQ'])('has %s', (code) => {
    expect(countryCodes).toContain(code)
  })

  it.each(['us', 'UK', 'EU', 'ZZ', 'USA', ''])('does not have %j', (code) => {
    expect(countryCodes).not.toContain(code)
  })
})

describe('countryName', () => {
  it.each([
    ['US', 'United States'],
    ['DE', 'Germany'],
    ['CI', 'Côte d’Ivoire'],
  ])('the name of %s is %s', (code, name) => {
    expect(countryName(code)).toBe(name)
  })

  it('has a name for every code', () => {
    for (const code of countryCodes) expect(countryName(code)).not.toBe(code)
  })
})
