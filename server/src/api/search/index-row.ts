import type { ColumnValue } from '../../columnstore/segments/column.ts'
import { foldCase } from '../../lib/fold-case.ts'
import type { CustomFieldEntry } from '../custom-fields/values/custom-field-entry.ts'

/** Collects the columns of a row of a search index. A missing or empty value has no column. */
export class IndexRow {
  readonly columns: [string, ColumnValue][] = []

  /** Case-folded. */
  setText(column: string, text: string | undefined): void {
    if (text !== undefined && text !== '') this.columns.push([column, foldCase(text)])
  }

  setList(column: string, texts: readonly string[]): void {
    if (texts.length > 0) this.setExactList(column, texts.map(foldCase))
  }

  /** As written, for ids. */
  setExact(column: string, text: string | undefined): void {
    if (text !== undefined && text !== '') this.columns.push([column, text])
  }

  setExactList(column: string, texts: readonly string[]): void {
    if (texts.length > 0) this.columns.push([column, texts.length === 1 ? texts : [...new Set(texts)]])
  }

  setNumber(column: string, number: number | undefined): void {
    if (number !== undefined) this.columns.push([column, number])
  }

  /** A column `customFields.<id>` for each value, and one for each row of a TEXTBOX_LIST. */
  setCustomFields(entries: readonly CustomFieldEntry[]): void {
    for (const entry of entries) this.#setCustomField(entry)
  }

  #setCustomField({ id, value }: CustomFieldEntry): void {
    const column = `customFields.${id}`
    if (typeof value === 'number') this.setNumber(column, value)
    else if (typeof value === 'string') this.setText(column, value)
    else if (Array.isArray(value)) this.setList(column, value)
    else {
      const texts = Object.entries(value).filter(
        (entry): entry is [string, string] => typeof entry[1] === 'string',
      )
      for (const [key, text] of texts) this.setText(`${column}.${key}`, text)
      // File values have no searchable text; their keys show that they exist.
      this.setList(column, texts.length > 0 ? texts.map(([, text]) => text) : Object.keys(value))
    }
  }
}
