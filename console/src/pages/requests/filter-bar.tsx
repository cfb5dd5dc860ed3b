import { Group, Select } from '@mantine/core'
import { CheckField, TextField } from '../../parts/fields.tsx'
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
      <TextField
        label="Path"
        placeholder="/contacts/*/notes"
        flex="1 1 16rem"
        maw="24rem"
        value={filters.path}
        onChange={(path) => change({ path })}
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
      <TextField
        label="Status"
        placeholder="422 or 4xx"
        w="7.5rem"
        value={filters.status}
        onChange={(status) => change({ status: status.trim() })}
      />
      <Group gap="md" mih={36}>
        <CheckField
          label="Only refused"
          checked={filters.isRefused}
          onChange={(isRefused) => change({ isRefused })}
        />
        <CheckField
          label="Those of the console"
          checked={filters.withConsole}
          onChange={(withConsole) => change({ withConsole })}
        />
      </Group>
    </Group>
  )
}
