import { ActionIcon, Button, Group, SegmentedControl, Select, Stack, Text, TextInput } from '@mantine/core'
import { IconPlus, IconX } from '@tabler/icons-react'
import { countryChoices } from '../../parts/places.ts'
import { useUserChoices } from '../contact/contact-queries.ts'
import {
  type Condition,
  type ContactSearch,
  chosenIn,
  conditionWith,
  type FilterField,
  isWithoutValue,
  operatorLabels,
} from './contact-search.ts'

/** Builds the conditions of a search. */
export function FilterBuilder({
  search,
  fields,
  onChange,
}: {
  search: ContactSearch
  fields: readonly FilterField[]
  onChange: (search: ContactSearch) => void
}) {
  const { conditions } = search
  const put = (next: readonly Condition[]) => onChange({ ...search, conditions: next })
  return (
    <Stack gap="xs" role="group" aria-label="Filters">
      {conditions.map((condition, index) => (
        <ConditionRow
          // biome-ignore lint/suspicious/noArrayIndexKey: conditions have no identity, and are only appended
          key={index}
          number={index + 1}
          condition={condition}
          fields={fields}
          onChange={(next) => put(conditions.with(index, next))}
          onRemove={() => put(conditions.toSpliced(index, 1))}
        />
      ))}
      <Group>
        <Button
          size="compact-sm"
          variant="default"
          leftSection={<IconPlus size={14} aria-hidden />}
          onClick={() => put([...conditions, { field: 'tags', operator: 'contains', value: '' }])}
        >
          Add a filter
        </Button>
        {conditions.length > 1 && (
          <SegmentedControl
            size="xs"
            aria-label="How filters combine"
            data={[
              { value: 'all', label: 'All must match' },
              { value: 'any', label: 'Any may match' },
            ]}
            value={search.match}
            onChange={(match) => onChange({ ...search, match: match as ContactSearch['match'] })}
          />
        )}
      </Group>
    </Stack>
  )
}

function ConditionRow({
  number,
  condition,
  fields,
  onChange,
  onRemove,
}: {
  number: number
  condition: Condition
  fields: readonly FilterField[]
  onChange: (condition: Condition) => void
  onRemove: () => void
}) {
  const field = fields.find(({ field }) => field === condition.field)
  const { operator, value } = chosenIn(condition)
  const change = (nextOperator: string, nextValue: string) =>
    onChange(
      conditionWith(
        condition.field,
        nextOperator,
        field?.kind === 'boolean' ? nextValue === 'true' : nextValue,
      ),
    )
  return (
    <Group gap="xs" align="center">
      <Select
        aria-label={`Field of filter ${number}`}
        size="xs"
        w="10rem"
        searchable
        allowDeselect={false}
        data={fields.map(({ field, label }) => ({ value: field, label }))}
        value={condition.field}
        onChange={(name) => {
          const next = fields.find(({ field }) => field === name)
          if (next)
            onChange(
              conditionWith(next.field, next.operators[0] ?? 'eq', next.kind === 'boolean' ? true : ''),
            )
        }}
      />
      <Select
        aria-label={`Operator of filter ${number}`}
        size="xs"
        w="9rem"
        allowDeselect={false}
        data={(field?.operators ?? [operator]).map((one) => ({
          value: one,
          label: operatorLabels[one] ?? one,
        }))}
        value={operator}
        onChange={(next) => next !== null && change(next, value)}
      />
      {isWithoutValue(operator) ? (
        <Text size="xs" c="dimmed" />
      ) : (
        <ValueInput
          name={`Value of filter ${number}`}
          field={field}
          value={value}
          onChange={(next) => change(operator, next)}
        />
      )}
      <ActionIcon variant="subtle" color="gray" aria-label={`Remove filter ${number}`} onClick={onRemove}>
        <IconX size={16} aria-hidden />
      </ActionIcon>
    </Group>
  )
}

const booleanChoices = [
  { value: 'true', label: 'yes' },
  { value: 'false', label: 'no' },
]

/** The input of a condition's value: choices, or the text of a field's kind. */
function ValueInput({
  name,
  field,
  value,
  onChange,
}: {
  name: string
  field: FilterField | undefined
  value: string
  onChange: (value: string) => void
}) {
  const users = useUserChoices().data ?? []
  const common = { 'aria-label': name, size: 'xs', w: '11rem' }
  if (field?.kind === 'choice' || field?.kind === 'boolean')
    return (
      <Select
        {...common}
        searchable
        data={
          field.kind === 'boolean' ? booleanChoices : field.field === 'country' ? countryChoices() : users
        }
        value={value === '' ? null : value}
        onChange={(next) => onChange(next ?? '')}
      />
    )
  return (
    <TextInput
      {...common}
      type={field?.kind === 'date' ? 'date' : 'text'}
      inputMode={field?.kind === 'number' ? 'decimal' : undefined}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  )
}
