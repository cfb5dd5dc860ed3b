import { parsePhone } from '../../lib/phone.ts'
import { isRounded } from './lists.ts'

/** Marks of the direction of text, which address books put around numbers. */
const marks = /[\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/g

/**
 * Reads a phone as exporters write it.
 * @param country of national numbers, as a two-letter code.
 * @returns the number in E.164, or why it is not one.
 */
export function readPhoneText(text: string, country: string): { e164: string } | { refusal: string } {
  const plain = text
    .replace(marks, '')
    .replace(/\s/g, ' ')
    .replace(/^\s*(?:p|tel):/i, '')
    .trim()
  if (isRounded(plain)) return { refusal: 'a spreadsheet has rounded it and its digits are lost' }
  const verdict = parsePhone(plain.replace(/\.0$/, '').replace(/^00(?=[1-9])/, '+'), country)
  if (!('refusal' in verdict)) return verdict
  return {
    refusal: /^(\+|00)/.test(plain)
      ? 'it is not a phone number'
      : `it is not a number of ${country}, the country of the row or else of the import; numbers of other countries begin with + and the country code`,
  }
}
