import { describe, expect, it } from 'vitest'
import { vcardWriter } from './vcard.ts'

describe('BR-764 vCards of both versions', () => {
  it.each(['\r', '\r\n', '\n', '\u2028', '\u0085', '\0', '\v', '\f'])(
    'have no text that begins a line of its own after %j',
    (end) => {
      const text = `a${end}X-EVIL:1`
      const [firstName, lastName, companyName, address1, website] = Array(5).fill(text)
      const document = JSON.stringify({
        ...{ id: 'id', firstName, lastName, name: text, companyName, address1, website, tags: [text] },
        ...{ additionalEmails: [], additionalPhones: [], dateUpdated: '2024-01-01T00:00:00.000Z' },
        customFields: [{ id: 'field', value: text }],
      })
      for (const version of ['3.0', '4.0'] as const) {
        const card = vcardWriter([{ id: 'field', name: text, header: text }], version).textOf([document])
        expect(card.match(/X-EVIL/g)).toHaveLength(9)
        expect(card.replaceAll('\r\n', '')).not.toMatch(/[\p{Cc}\u2028]/u)
        expect(card).not.toContain('\r\nX-EVIL')
      }
    },
  )
})
