import { Checkbox, Group, Select, TextInput } from '@mantine/core'
import type { RequestFilters } from './request-filters.ts'

const methods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE']

interface FilterBarProps {
  filters: RequestFilters
  onChange: (filters: RequestFilters) => void
}

/** Which requests to show. */
export function FilterBar({ filters, onChange }: FilterBarProps) {
  const change = (changed: Partial<RequestFilters>) => onChange({ ...filters, ...changed })
  return (
    <Group align="flex-end" gap="sm" mb="md" role="search" aria-label="Filters">
      <TextInput
        label="Path"
        placeholder="/contacts/*/notes"
        flex="1 1 16rem"
        maw="24rem"
        value={filters.path}
        onChange={(event) => change({ path: event.currentTarget.value })}
      />
      <Select
        label="Method"
        placeholder="Any"
        clearable
        w="7.5rem"
        data={methods}
        value={filters.method === '' ? null : filters.method}
        onChange={(method) => change({ method: method ?? '' })}
      />
      <TextInput
        label="Status"
        placeholder="422 or 4xx"
        w="7.5rem"
        value={filters.status}
        onChange={(event) => change({ status: event.currentTarget.value.trim() })}
      />
      <Group gap="md" mih={36}>
        <Checkbox
          label="Only refused"
          checked={filters.isRefused}
          onChange={(event) => change({ isRefused: event.currentTarget.checked })}
        />
        <Checkbox
          label="Those of the console"
          checked={filters.withConsole}
          onChange={(event) => change({ withConsole: event.currentTarget.checked })}
        />
      </Group>
    </Group>
  )
}
