import { foldCase } from '../../lib/fold-case.ts'
import type { Filter } from './search-query.ts'

/** Where the words of a free query are looked for. */
const columns = ['fullNameLowerCase', 'email', 'phone', 'companyName']

/** What people write phone numbers with. */
const phoneLike = /^[\d\s()+.\-/]*$/

/**
 * The contacts that a free query means: those of whom every word stands somewhere in the name, the email, the
 * phone or the company; for what looks like a phone number also those whose phone holds its digits. Every
 * character stands for itself.
 * @returns undefined for a query of nothing, which means every contact.
 */
export function freeTextFilter(query: string): Filter | undefined {
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
