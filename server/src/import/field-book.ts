import type { CustomField } from '../api/custom-fields/custom-field.ts'
import { wordOfName } from '../api/custom-fields/custom-field.ts'
import { headerKey } from './mapping/header-key.ts'

/** The custom fields of a location's contacts, by what a file calls them. */
export class FieldBook {
  readonly #byName = new Map<string, CustomField>()

  constructor(fields: readonly CustomField[]) {
    // The first field of a name keeps it.
    for (const field of fields)
      for (const name of namesOf(field)) if (!this.#byName.has(name)) this.#byName.set(name, field)
  }

  /** @param name an id, a key with or without `contact.`, or a name in any case. */
  find(name: string): CustomField | undefined {
    return (
      this.#byName.get(`id ${name}`) ??
      this.#byName.get(`key ${name.replace(/^contact\./, '').toLowerCase()}`) ??
      this.#byName.get(`name ${headerKey(name) || name}`) ??
      this.#byName.get(`key ${wordOfName(name)}`)
    )
  }
}

const namesOf = ({ id, fieldKey, name }: CustomField): string[] => [
  `id ${id}`,
  `key ${fieldKey.replace(/^contact\./, '').toLowerCase()}`,
  `name ${headerKey(name) || name}`,
]
