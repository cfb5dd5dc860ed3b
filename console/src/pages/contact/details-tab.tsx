import { Select, SimpleGrid, TagsInput, TextInput } from '@mantine/core'
import { countryChoices, timezoneChoices } from '../../parts/places.ts'
import { useTagNames, useUserChoices } from './contact-queries.ts'
import { type TextField, textFields } from './contact-values.ts'
import type { TabProps } from './use-contact-edit.ts'

const types: Partial<Record<TextField, string>> = {
  email: 'email',
  phone: 'tel',
  website: 'url',
  dateOfBirth: 'date',
}

/** The plain fields, and the tags. */
export function DetailsTab({ values, errors, change }: TabProps) {
  const users = useUserChoices().data ?? []
  const tags = useTagNames().data ?? []
  const choices: Partial<Record<TextField, { value: string; label: string }[]>> = {
    country: countryChoices(),
    timezone: timezoneChoices(),
    assignedTo: users,
  }
  return (
    <>
      <SimpleGrid cols={{ base: 1, sm: 2 }} verticalSpacing="sm">
        {(Object.keys(textFields) as TextField[]).map((name) => {
          const value = String(values[name])
          const common = { label: textFields[name], error: errors[name] }
          const data = choices[name]
          if (data === undefined)
            return (
              <TextInput
                key={name}
                {...common}
                type={types[name] ?? 'text'}
                autoComplete="off"
                value={value}
                onChange={(event) => change(name, event.currentTarget.value)}
              />
            )
          const isKnown = value === '' || data.some((choice) => choice.value === value)
          return (
            <Select
              key={name}
              {...common}
              data={isKnown ? data : [{ value, label: value }, ...data]}
              value={value === '' ? null : value}
              searchable
              // The API can't remove a country.
              clearable={name !== 'country'}
              allowDeselect={false}
              limit={300}
              clearButtonProps={{ 'aria-label': `Remove: ${name}` }}
              onChange={(chosen) => change(name, chosen ?? '')}
            />
          )
        })}
      </SimpleGrid>
      <TagsInput
        mt="sm"
        label="Tags"
        description="Enter adds a tag."
        data={tags.slice(0, 1000)}
        limit={50}
        value={values.tags as string[]}
        error={errors.tags}
        onChange={(chosen) =>
          change(
            'tags',
            chosen.map((tag) => tag.trim().toLowerCase()),
          )
        }
      />
    </>
  )
}
