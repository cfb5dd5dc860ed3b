import type { ColumnDef } from '@tanstack/react-table'
import { Link } from 'wouter'
import type { components } from '../../api/schema.d.ts'
import { dateTimeText } from '../../parts/dates.ts'
import type { CustomField } from '../contact/contact-values.ts'

export type ContactRow = components['schemas']['SearchedContact']

/** The data that columns show besides that of the contacts. */
interface ColumnContext {
  timezone: string
  users: readonly { value: string; label: string }[]
  customFields: readonly CustomField[]
}

/** How much of a tag the table shows. */
const maxTagText = 24

/** The columns that are shown until others are chosen. */
export const usualColumns = ['name', 'email', 'phone', 'companyName', 'tags', 'dateAdded']

/** The fields that a search sorts by, by column. */
export const sortFields: Readonly<Record<string, string>> = {
  name: 'firstNameLowerCase',
  email: 'email',
  companyName: 'businessName',
  source: 'source',
  dateAdded: 'dateAdded',
  dateUpdated: 'dateUpdated',
}

const plain = (
  id: 'email' | 'phone' | 'companyName' | 'city' | 'state' | 'postalCode' | 'country' | 'source',
  header: string,
) => ({ id, header, accessorFn: (row) => row[id] ?? '' }) satisfies ColumnDef<ContactRow>

/** Every column, in the order in which they are shown. */
export function allColumns({ timezone, users, customFields }: ColumnContext): ColumnDef<ContactRow>[] {
  const nameOf = (id: string | null) => users.find(({ value }) => value === id)?.label ?? id ?? ''
  return [
    {
      id: 'name',
      header: 'Name',
      cell: ({ row: { original } }) => (
        <Link href={`/contacts/${original.id}`} className="contact-link">
          {titleOf(original)}
        </Link>
      ),
    },
    plain('email', 'Email'),
    plain('phone', 'Phone'),
    plain('companyName', 'Company'),
    {
      id: 'tags',
      header: 'Tags',
      cell: ({ row: { original } }) => (
        <span className="tags">
          {original.tags.slice(0, 3).map((tag) => (
            <span key={tag} className="tag">
              {tag.length > maxTagText ? `${tag.slice(0, maxTagText)}…` : tag}
            </span>
          ))}
          {original.tags.length > 3 && <span>+{original.tags.length - 3}</span>}
        </span>
      ),
    },
    plain('city', 'City'),
    plain('state', 'State'),
    plain('postalCode', 'Postal code'),
    plain('country', 'Country'),
    plain('source', 'Source'),
    { id: 'assignedTo', header: 'Assigned to', accessorFn: (row) => nameOf(row.assignedTo) },
    { id: 'dnd', header: 'Do not disturb', accessorFn: (row) => (row.dnd ? 'yes' : '') },
    { id: 'dateAdded', header: 'Added', accessorFn: (row) => dateTimeText(row.dateAdded, timezone) },
    { id: 'dateUpdated', header: 'Changed', accessorFn: (row) => dateTimeText(row.dateUpdated, timezone) },
    ...customFields.map(
      ({ id, name }): ColumnDef<ContactRow> => ({
        id: `customFields.${id}`,
        header: name,
        accessorFn: (row) => customText(row.customFields.find((field) => field.id === id)?.value),
      }),
    ),
  ]
}

/** What a contact is called: their name, else an address. */
export const titleOf = ({ firstName, lastName, email, phone }: ContactRow): string =>
  [firstName, lastName].filter(Boolean).join(' ') || email || phone || 'Contact without a name'

function customText(value: unknown): string {
  if (value === undefined || value === null) return ''
  if (Array.isArray(value)) return value.join(', ')
  return typeof value === 'object'
    ? Object.values(value)
        .filter((part) => typeof part === 'string')
        .join(', ')
    : String(value)
}
