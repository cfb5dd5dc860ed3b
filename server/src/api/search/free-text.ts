import type { Filter } from '../../columnstore/query.ts'
import { foldCase } from '../../lib/fold-case.ts'

/** The columns of contacts that a free query searches. */
const contactColumns = ['fullNameLowerCase', 'email', 'phone', 'companyName']

/** The characters of phone numbers. */
const phoneLike = /^[\d\s()+.\-/]*$/

/**
 * The filter of a free query: each word must occur in one of the columns; text that looks like a phone number also
 * matches phones that contain its digits. Characters match literally.
 * @param columns by default the name, the email, the phone and the company of a contact.
 * @returns undefined for an empty query, which matches everything.
 */
export function freeTextFilter(
  query: string,
  columns: readonly string[] = contactColumns,
): Filter | undefined {
  const words = query.split(/\s+/u).filter((word) => word !== '')
  if (words.length === 0) return undefined
  const everyWord: Filter = {
    op: 'and',
    filters: words.map((word) => ({
      op: 'or',
      filters: columns.map((column) => ({ op: 'contains', column, text: foldCase(word) })),
    })),
  }
  const digits = query.replace(/\D/g, '')
  if (digits === '' || !phoneLike.test(query)) return everyWord
  return { op: 'or', filters: [everyWord, { op: 'contains', column: 'phone', text: digits }] }
}
