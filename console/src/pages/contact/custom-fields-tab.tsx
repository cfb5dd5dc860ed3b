import {
  Checkbox,
  Fieldset,
  Group,
  MultiSelect,
  Radio,
  Select,
  Stack,
  Textarea,
  TextInput,
} from '@mantine/core'
import { Empty } from '../../parts/empty.tsx'
import { type CustomField, customFieldName, optionsOf } from './contact-values.ts'
import { FilesInput } from './files-input.tsx'
import type { TabProps } from './use-contact-edit.ts'

/** The custom fields, each with the input of its type. */
export function CustomFieldsTab({ fields, ...tab }: TabProps & { fields: readonly CustomField[] }) {
  if (fields.length === 0) return <Empty title="The location has no custom fields" />
  return (
    <Stack gap="sm">
      {fields
        .toSorted((one, other) => one.position - other.position)
        .map((field) => (
          <CustomFieldInput key={field.id} field={field} {...tab} />
        ))}
    </Stack>
  )
}

/** The texts of a field's options. */
const textsOf = (field: CustomField): string[] =>
  optionsOf(field).map((option) => (typeof option === 'string' ? option : option.label))

/** The rows of a TEXTBOX_LIST. */
const rowsOf = (field: CustomField) =>
  optionsOf(field).flatMap((option) => (typeof option === 'string' ? [] : [option]))

const inputTypes: Record<string, string> = { PHONE: 'tel', EMAIL: 'email', DATE: 'date' }

function CustomFieldInput({ field, values, errors, change }: TabProps & { field: CustomField }) {
  const name = customFieldName(field.id)
  const value = values[name]
  const set = (next: unknown) => change(name, next)
  const common = { label: field.name, description: field.description, error: errors[name] }
  const options = textsOf(field)
  switch (field.dataType) {
    case 'LARGE_TEXT':
      return (
        <Textarea
          {...common}
          autosize
          minRows={2}
          maxRows={12}
          value={String(value)}
          onChange={(event) => set(event.currentTarget.value)}
        />
      )
    case 'SINGLE_OPTIONS':
      return (
        <Select
          {...common}
          data={options}
          clearable
          clearButtonProps={{ 'aria-label': `Remove: ${field.name}` }}
          value={value === '' ? null : String(value)}
          onChange={(chosen) => set(chosen ?? '')}
        />
      )
    case 'RADIO':
      return (
        <Radio.Group {...common} value={String(value)} onChange={set}>
          <Group mt={4}>
            {options.map((option) => (
              <Radio key={option} value={option} label={option} />
            ))}
            <Radio value="" label="None" />
          </Group>
        </Radio.Group>
      )
    case 'CHECKBOX':
      return (
        <Checkbox.Group {...common} value={value as string[]} onChange={set}>
          <Group mt={4}>
            {options.map((option) => (
              <Checkbox key={option} value={option} label={option} />
            ))}
          </Group>
        </Checkbox.Group>
      )
    case 'MULTIPLE_OPTIONS':
      return <MultiSelect {...common} data={options} searchable value={value as string[]} onChange={set} />
    case 'TEXTBOX_LIST': {
      const texts = value as Record<string, string>
      return (
        <Fieldset legend={field.name}>
          <Stack gap="xs">
            {rowsOf(field).map(({ id, label }) => (
              <TextInput
                key={id}
                label={label}
                value={texts[id] ?? ''}
                onChange={(event) => set({ ...texts, [id]: event.currentTarget.value })}
              />
            ))}
          </Stack>
        </Fieldset>
      )
    }
    case 'FILE_UPLOAD':
    case 'SIGNATURE':
      return <FilesInput field={field} value={value} error={errors[name]} onChange={set} />
    default:
      return (
        <TextInput
          {...common}
          type={inputTypes[field.dataType] ?? 'text'}
          inputMode={field.dataType === 'NUMERICAL' || field.dataType === 'MONETORY' ? 'decimal' : undefined}
          placeholder={field.placeholder}
          value={String(value)}
          onChange={(event) => set(event.currentTarget.value)}
        />
      )
  }
}
