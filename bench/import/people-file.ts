import { createWriteStream } from 'node:fs'
import { finished } from 'node:stream/promises'
import { stringify } from 'csv-stringify/sync'
import { variedPeople } from '../varied-people.ts'

/** The custom fields of the file, and their names in bodies. */
export const importedFields = [
  { name: 'Story', type: 'LARGE_TEXT' },
  { name: 'Score', type: 'NUMERICAL' },
  { name: 'Plan', type: 'TEXT' },
] as const

/** The columns of the file by the properties of a contact. Create Contact takes all of them. */
const columns = {
  firstName: 'First Name',
  lastName: 'Last Name',
  email: 'Email',
  phone: 'Phone',
  companyName: 'Company Name',
  address1: 'Street Address',
  city: 'City',
  state: 'State',
  postalCode: 'Postal Code',
  country: 'Country',
  timezone: 'Time Zone',
  source: 'Source',
  website: 'Website',
  gender: 'Gender',
  dateOfBirth: 'Date of Birth',
  tags: 'Tags',
  dnd: 'DND',
} as const

const rowsPerPiece = 1000

/** What row `index` says, as properties of a contact. The row has 20 columns. */
function personOf(index: number) {
  const person = variedPeople.person(index)
  const day = String(1 + (index % 28)).padStart(2, '0')
  return {
    ...person,
    website: `https://${person.lastName.toLowerCase()}.example`,
    gender: index % 2 === 0 ? 'female' : 'male',
    dateOfBirth: `${1940 + (index % 60)}-0${1 + (index % 9)}-${day}`,
    dnd: index % 10 === 0,
  }
}

const valuesOf = (index: number) => {
  const [story, , score, , , plan] = variedPeople.customValues(index)
  return [story, score, plan]
}

/** The body of Create Contact that says the same as a row. @param fieldIds in the order of `importedFields`. */
export function bodyOf(index: number, locationId: string, fieldIds: readonly string[]): object {
  const values = valuesOf(index)
  const customFields = fieldIds.flatMap((id, at) =>
    values[at] === undefined ? [] : [{ id, field_value: values[at] }],
  )
  return { ...personOf(index), locationId, customFields }
}

/** Writes a CSV file of so many rows. */
export async function writePeopleFile(file: string, rows: number): Promise<void> {
  const stream = createWriteStream(file)
  stream.write(stringify([[...Object.values(columns), ...importedFields.map(({ name }) => name)]]))
  for (let first = 0; first < rows; first += rowsPerPiece) {
    const count = Math.min(rowsPerPiece, rows - first)
    stream.write(stringify(Array.from({ length: count }, (_, at) => cellsOf(first + at))))
  }
  stream.end()
  await finished(stream)
}

function cellsOf(index: number): string[] {
  const person: Record<string, unknown> = { ...personOf(index) }
  const cells = [...Object.keys(columns).map((name) => person[name]), ...valuesOf(index)]
  return cells.map((cell) => (Array.isArray(cell) ? cell.join(', ') : String(cell ?? '')))
}
