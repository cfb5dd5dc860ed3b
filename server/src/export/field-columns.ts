import { listCustomFields } from '../api/custom-fields/custom-field-store.ts'
import type { CustomFieldValue } from '../api/custom-fields/values/custom-field-entry.ts'
import { headerKey } from '../import/mapping/header-key.ts'
import { fieldSuffix, isKnownHeader } from '../import/mapping/known-headers.ts'
import type { ReadTx } from '../storage/storage.ts'

/** A custom field of contacts in a file. */
export interface FieldColumn {
  id: string
  /** Its name, or its key if another custom field has the name. */
  name: string
  /** Of its column: its name, which tells it from a property of the contact. */
  header: string
}

/** The custom fields of a location's contacts, by position. */
export async function readFieldColumns(tx: ReadTx, locationId: string): Promise<FieldColumn[]> {
  const fields = (await listCustomFields(tx, locationId)).filter(({ model }) => model === 'contact')
  const keyOf = (name: string) => headerKey(name) || name
  const counts = new Map<string, number>()
  for (const { name } of fields) counts.set(keyOf(name), (counts.get(keyOf(name)) ?? 0) + 1)
  return fields.map(({ id, name, fieldKey }) => {
    if (counts.get(keyOf(name)) !== 1) return { id, name: fieldKey, header: fieldKey }
    const isClear = !isKnownHeader(keyOf(name)) && !name.endsWith(fieldSuffix)
    return { id, name, header: isClear ? name : `${name}${fieldSuffix}` }
  })
}

/** A value as text: choices between commas, rows and files as JSON. */
export function textOfValue(value: CustomFieldValue | undefined): string {
  if (value === undefined) return ''
  if (Array.isArray(value)) return joined(value)
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}

/** What divides lists or begins Google's own groups, and quotes themselves. */
const odd = /[,;"\r\n]| ::: |^\*/

/** Texts between commas; in quotes, as Mailchimp has them, if an import would not read one as it is. */
export const joined = (texts: readonly string[]): string =>
  texts.some((text) => odd.test(text))
    ? texts.map((text) => `"${text.replaceAll('"', '""')}"`).join(',')
    : texts.join(', ')
