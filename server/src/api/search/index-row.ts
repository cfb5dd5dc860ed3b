import type { ColumnValue } from '../../columnstore/segments/column.ts'
import { foldCase } from '../../lib/fold-case.ts'
import type { CustomFieldEntry } from '../custom-fields/values/custom-field-entry.ts'

/** Collects the columns of a row of a search index. A missing or empty value has no column. */
export interface IndexRow {
  columns: [string, ColumnValue][]
  /** Case-folded. */
  setText(column: string, text: string | undefined): void
  setList(column: string, texts: readonly string[]): void
  /** As written, for ids. */
  setExact(column: string, text: string | undefined): void
  setExactList(column: string, texts: readonly string[]): void
  setNumber(column: string, number: number | undefined): void
  /** A column `customFields.<id>` for each value, and one for each row of a TEXTBOX_LIST. */
  setCustomFields(entries: readonly CustomFieldEntry[]): void
}

/** A row without columns. */
export function newRow(): IndexRow {
  const columns: [string, ColumnValue][] = []
  const setExact = (column: string, text: string | undefined) => {
    if (text !== undefined && text !== '') columns.push([column, text])
  }
  const setExactList = (column: string, texts: readonly string[]) => {
    if (texts.length > 0) columns.push([column, [...new Set(texts)]])
  }
  const setText = (column: string, text: string | undefined) =>
    setExact(column, text === undefined ? undefined : foldCase(text))
  const setList = (column: string, texts: readonly string[]) => setExactList(column, texts.map(foldCase))
  const setNumber = (column: string, number: number | undefined) => {
    if (number !== undefined) columns.push([column, number])
  }
  const setCustomField = ({ id, value }: CustomFieldEntry) => {
    const column = `customFields.${id}`
    if (typeof value === 'number') setNumber(column, value)
    else if (typeof value === 'string') setText(column, value)
    else if (Array.isArray(value)) setList(column, value)
    else {
      const texts = Object.entries(value).filter(
        (entry): entry is [string, string] => typeof entry[1] === 'string',
      )
      for (const [key, text] of texts) setText(`${column}.${key}`, text)
      // File values have no searchable text; their keys show that they exist.
      setList(column, texts.length > 0 ? texts.map(([, text]) => text) : Object.keys(value))
    }
  }
  const setCustomFields = (entries: readonly CustomFieldEntry[]) => {
    for (const entry of entries) setCustomField(entry)
  }
  return { columns, setText, setList, setExact, setExactList, setNumber, setCustomFields }
}
