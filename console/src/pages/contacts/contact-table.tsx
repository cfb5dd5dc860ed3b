import { UnstyledButton } from '@mantine/core'
import { IconArrowDown, IconArrowUp } from '@tabler/icons-react'
import { type ColumnDef, flexRender, getCoreRowModel, type Row, useReactTable } from '@tanstack/react-table'
import { useVirtualizer } from '@tanstack/react-virtual'
import { memo, useEffect, useRef } from 'react'
import './contacts.css'
import { type ContactRow, sortFields, titleOf } from './columns.tsx'
import type { ContactSearch } from './contact-search.ts'

const rowHeight = 44
/** How many rows before the end the next page is loaded. */
const ahead = 40

/** A table that renders the visible rows alone, and asks for the next page before its end is reached. */
export function ContactTable({
  rows,
  total,
  columns,
  sort,
  selected,
  onSort,
  onSelect,
  onToggle,
  onNearEnd,
}: {
  rows: ContactRow[]
  total: number
  columns: ColumnDef<ContactRow>[]
  sort: ContactSearch['sort']
  selected: ReadonlySet<string>
  onSort: (sort: ContactSearch['sort']) => void
  onSelect: (ids: ReadonlySet<string>) => void
  onToggle: (id: string, isSelected: boolean) => void
  onNearEnd: () => void
}) {
  const scroller = useRef<HTMLDivElement>(null)
  const table = useReactTable({
    data: rows,
    columns,
    getCoreRowModel: getCoreRowModel(),
    getRowId: ({ id }) => id,
  })
  const all = table.getRowModel().rows
  const virtualizer = useVirtualizer({
    count: all.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 12,
  })
  const shown = virtualizer.getVirtualItems()
  const last = shown.at(-1)?.index ?? 0
  useEffect(() => {
    if (rows.length > 0 && last >= rows.length - ahead) onNearEnd()
  }, [last, rows.length, onNearEnd])
  const before = shown[0]?.start ?? 0
  const after = virtualizer.getTotalSize() - (shown.at(-1)?.end ?? 0)
  const isAllSelected = rows.length > 0 && rows.every(({ id }) => selected.has(id))
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: the keyboard scrolls it
    <section ref={scroller} className="table-scroller" tabIndex={0} aria-label="List of contacts">
      <table className="contact-table" aria-rowcount={total + 1}>
        <thead>
          <tr>
            <th scope="col" className="choose">
              <input
                type="checkbox"
                aria-label="Select all loaded contacts"
                checked={isAllSelected}
                ref={(box) => {
                  if (box) box.indeterminate = !isAllSelected && selected.size > 0
                }}
                onChange={(event) =>
                  onSelect(new Set(event.currentTarget.checked ? rows.map(({ id }) => id) : []))
                }
              />
            </th>
            {table.getFlatHeaders().map(({ id, column }) => (
              <SortableHeader
                key={id}
                label={String(column.columnDef.header)}
                field={sortFields[id]}
                sort={sort}
                onSort={onSort}
              />
            ))}
          </tr>
        </thead>
        <tbody>
          {before > 0 && (
            <tr aria-hidden>
              <td colSpan={columns.length + 1} className="spacer" style={{ height: before }} />
            </tr>
          )}
          {shown.map(({ index }) => {
            const row = all[index]
            if (row === undefined) return null
            return (
              <ContactRowView
                key={row.id}
                row={row}
                columns={columns}
                number={index + 2}
                isSelected={selected.has(row.id)}
                onToggle={onToggle}
              />
            )
          })}
          {after > 0 && (
            <tr aria-hidden>
              <td colSpan={columns.length + 1} className="spacer" style={{ height: after }} />
            </tr>
          )}
        </tbody>
      </table>
    </section>
  )
}

interface RowProps {
  row: Row<ContactRow>
  columns: ColumnDef<ContactRow>[]
  number: number
  isSelected: boolean
  onToggle: (id: string, isSelected: boolean) => void
}

/** A row is rendered once while it is visible, with plain elements: many come into view at each frame of a scroll. */
const ContactRowView = memo(
  ({ row, number, isSelected, onToggle }: RowProps) => (
    <tr aria-rowindex={number} className={isSelected ? 'chosen' : undefined}>
      <td className="choose">
        <input
          type="checkbox"
          aria-label={`Select ${titleOf(row.original)}`}
          checked={isSelected}
          onChange={(event) => onToggle(row.id, event.currentTarget.checked)}
        />
      </td>
      {row.getVisibleCells().map((cell) => (
        <td key={cell.id}>{flexRender(cell.column.columnDef.cell, cell.getContext())}</td>
      ))}
    </tr>
  ),
  (before, after) =>
    before.row.original === after.row.original &&
    before.columns === after.columns &&
    before.number === after.number &&
    before.isSelected === after.isSelected &&
    before.onToggle === after.onToggle,
)

function SortableHeader({
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
