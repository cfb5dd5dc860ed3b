import { maxCustomFields } from '../api/custom-fields/custom-field-store.ts'
import { InputError } from '../lib/input-error.ts'
import type { Draft } from './drafts/draft.ts'
import type { FieldBook } from './field-book.ts'
import type { DateOrder } from './import-choices.ts'
import { customValues } from './judge-draft.ts'
import { cellText } from './values/cell-text.ts'
import { evidenceOf } from './values/dates.ts'

/** The most names of custom fields in a file that are remembered: one more than a location has fields. */
const maxNames = maxCustomFields + 1

/** What the whole of a file says: read once before the first row is written. */
export class FileSurvey {
  rows = 0
  /** Names that no custom field of the location has, and the longest text below each, in UTF-16 units. */
  readonly unknownNames = new Map<string, { longest: number; hasLines: boolean }>()
  readonly #dates = { dmy: 0, mdy: 0, either: 0 }
  #example = ''
  readonly #fields: FieldBook

  constructor(fields: FieldBook) {
    this.#fields = fields
  }

  add(draft: Draft): void {
    this.rows += 1
    this.#addDates([draft.birthday, ...draft.dateAdded.map(({ text }) => text)])
    for (const [name, values] of customValues(draft, this.#fields)) {
      const field = this.#fields.find(name)
      const texts = values.map(cellText)
      if (field === undefined) this.#addName(name, texts)
      else if (field.dataType === 'DATE') this.#addDates(texts)
    }
  }

  #addDates(texts: readonly (string | undefined)[]): void {
    for (const text of texts) {
      const evidence = text === undefined ? undefined : evidenceOf(text)
      if (text === undefined || evidence === undefined) continue
      this.#dates[evidence] += 1
      if (evidence === 'either' && this.#example === '') this.#example = text
    }
  }

  #addName(name: string, texts: readonly string[]): void {
    const known = this.unknownNames.get(name) ?? { longest: 0, hasLines: false }
    if (this.unknownNames.size < maxNames) this.unknownNames.set(name, known)
    const joined = texts.reduce((sum, text) => sum + text.length + 2, 0)
    known.longest = Math.max(known.longest, joined)
    known.hasLines ||= texts.some((text) => text.includes('\n'))
  }

  /**
   * The order of days and months, in the whole file: that of the dates which are clear, or else that of the location's
   * country.
   * @returns undefined if there is nothing to order, or the file has both.
   * @throws InputError if neither says it.
   */
  dateOrder(country: string): { order: DateOrder | undefined; remark?: string } {
    const { dmy, mdy, either } = this.#dates
    if (dmy > 0 && mdy > 0)
      return { order: undefined, remark: 'The file has dates with the day first and with the month first.' }
    if (dmy > 0 || mdy > 0) return { order: dmy > 0 ? 'dmy' : 'mdy' }
    if (either === 0) return { order: undefined }
    if (bothOrders.has(country))
      throw new InputError(
        `Dates such as ${this.#example} may have the day or the month first: add --date-order dmy or --date-order mdy.`,
      )
    const order = monthFirst.has(country) ? 'mdy' : 'dmy'
    const first = order === 'mdy' ? 'month' : 'day'
    return {
      order,
      remark: `Dates such as ${this.#example} are read with the ${first} first, as in ${country}; --date-order says otherwise.`,
    }
  }
}

/** Countries where dates with slashes have the month first. */
const monthFirst: ReadonlySet<string> = new Set(['US', 'PR', 'GU', 'VI', 'AS', 'MP', 'FM', 'MH', 'PW'])
/** Countries where both are common, or where neither is. */
const bothOrders: ReadonlySet<string> = new Set(['CA', 'PH', 'CN', 'JP', 'KR', 'TW', 'HU', 'LT', 'MN', 'IR'])
