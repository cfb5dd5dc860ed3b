import { Checkbox, Radio, Table } from '@mantine/core'
import '../../parts/rows.css'
import { type Contact, type Field, nameOf } from './merge-fields.ts'
import type { MergeChoices } from './use-merge-choices.ts'

/** Contacts side by side: which one stays, which are the same person, and which value of each field is kept. */
export function ComparisonTable({
  contacts,
  choices,
  target,
}: {
  contacts: readonly Contact[]
  choices: MergeChoices
  target: Contact
}) {
  const { leftOut, included, fields, keptIn, setTargetId, include, choose } = choices
  return (
    <div className="rows">
      <Table
        verticalSpacing="xs"
        horizontalSpacing="xs"
        aria-label="Contacts side by side"
        layout="fixed"
        miw={`${contacts.length * 7 + 5.5}rem`}
      >
        <Table.Thead>
          <Table.Tr>
            <Table.Th w={{ base: '5.5rem', sm: '10rem' }}>Stays</Table.Th>
            {contacts.map((contact) => (
              <Table.Th key={contact.id}>
                <Radio
                  name="target"
                  label={nameOf(contact)}
                  aria-label={`Keep ${nameOf(contact)}, ${contact.id}`}
                  checked={contact.id === target.id}
                  disabled={leftOut.includes(contact.id)}
                  onChange={() => setTargetId(contact.id)}
                />
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          <Table.Tr>
            <Table.Th scope="row">Merge</Table.Th>
            {contacts.map((contact) => (
              <Table.Td key={contact.id}>
                <Checkbox
                  label="Same person"
                  aria-label={`${nameOf(contact)}, ${contact.id}, is the same person`}
                  checked={!leftOut.includes(contact.id)}
                  disabled={!leftOut.includes(contact.id) && included.length <= 2}
                  onChange={(event) => include(contact.id, event.currentTarget.checked)}
                />
              </Table.Td>
            ))}
          </Table.Tr>
          {fields.map((field) => (
            <FieldRow
              key={field.key}
              field={field}
              contacts={contacts}
              leftOut={leftOut}
              keptId={keptIn(field, target).id}
              onChoose={(id) => choose(field, id)}
            />
          ))}
        </Table.Tbody>
      </Table>
    </div>
  )
}

function FieldRow({
  field,
  contacts,
  leftOut,
  keptId,
  onChoose,
}: {
  field: Field
  contacts: readonly Contact[]
  leftOut: readonly string[]
  keptId: string
  onChoose: (id: string) => void
}) {
  return (
    <Table.Tr>
      <Table.Th scope="row">{field.label}</Table.Th>
      {contacts.map((contact) => {
        const text = field.textOf(contact)
        return (
          <Table.Td key={contact.id}>
            <Radio
              name={field.key}
              label={text || 'None'}
              aria-label={`${field.label}: ${text || 'none'}`}
              checked={contact.id === keptId}
              disabled={leftOut.includes(contact.id)}
              onChange={() => onChoose(contact.id)}
            />
          </Table.Td>
        )
      })}
    </Table.Tr>
  )
}
