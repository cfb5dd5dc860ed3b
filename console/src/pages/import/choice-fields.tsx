import { Select, SimpleGrid } from '@mantine/core'
import { CheckField } from '../../parts/fields.tsx'
import { countryChoices } from '../../parts/places.ts'
import type { Choices } from './send-import.ts'

const modes = [
  { value: 'upsert', label: 'Update known contacts, create others' },
  { value: 'create', label: 'Only create contacts' },
  { value: 'update', label: 'Only update known contacts' },
] as const
const dateOrders = [
  { value: 'dmy', label: 'Day first: 31/12/1990' },
  { value: 'mdy', label: 'Month first: 12/31/1990' },
] as const

/** How a file is imported, except for what its columns mean. */
export function ChoiceFields({
  choices,
  onChange,
}: {
  choices: Choices
  onChange: (changes: Partial<Choices>) => void
}) {
  return (
    <>
      <SimpleGrid cols={{ base: 1, sm: 2 }}>
        <Select
          label="Rows"
          allowDeselect={false}
          data={modes}
          value={choices.mode}
          onChange={(mode) => mode !== null && onChange({ mode })}
        />
        <Select
          label="Order of dates"
          placeholder="As in the file"
          clearable
          clearButtonProps={{ 'aria-label': 'As in the file' }}
          data={dateOrders}
          value={choices.dateOrder ?? null}
          onChange={(dateOrder) => onChange({ dateOrder: dateOrder ?? undefined })}
        />
        <Select
          label="Country of phones without +"
          placeholder="That of the location"
          clearable
          searchable
          clearButtonProps={{ 'aria-label': 'That of the location' }}
          data={countryChoices()}
          value={choices.country ?? null}
          onChange={(country) => onChange({ country: country ?? undefined })}
        />
      </SimpleGrid>
      <CheckField
        label="Make custom fields for other columns"
        checked={choices.createFields}
        onChange={(createFields) => onChange({ createFields })}
      />
      <CheckField
        label="Refuse a row for one bad field"
        checked={choices.strict}
        onChange={(strict) => onChange({ strict })}
      />
      <CheckField
        label="Send the events of the contacts to webhooks"
        checked={choices.events}
        onChange={(events) => onChange({ events })}
      />
    </>
  )
}
