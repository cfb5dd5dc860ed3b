import { UnstyledButton } from '@mantine/core'
import { IconArrowDown, IconArrowUp } from '@tabler/icons-react'
import type { ContactSearch } from './contact-search.ts'

/** The header of a column. One that can be sorted goes from ascending to descending to the order of the list. */
export function SortableHeader({
  label,
  field,
  sort,
  onSort,
}: {
  label: string
  field: string | undefined
  sort: ContactSearch['sort']
  onSort: (sort: ContactSearch['sort']) => void
}) {
  if (field === undefined) return <th scope="col">{label}</th>
  const direction = sort?.field === field ? sort.direction : undefined
  const next = direction === undefined ? 'asc' : direction === 'asc' ? 'desc' : undefined
  const sorted = { asc: 'ascending', desc: 'descending' } as const
  return (
    <th scope="col" aria-sort={direction && sorted[direction]}>
      <UnstyledButton
        className="sort"
        onClick={() => onSort(next && { field, direction: next })}
        title={`Sort by ${label}`}
      >
        {label}
        {direction === 'asc' && <IconArrowUp size={14} aria-hidden />}
        {direction === 'desc' && <IconArrowDown size={14} aria-hidden />}
      </UnstyledButton>
    </th>
  )
}
