import { type ColumnDef, getCoreRowModel, useReactTable } from '@tanstack/react-table'
import './contacts.css'
import { type ContactRow, sortFields } from './columns.tsx'
import { ContactRowView } from './contact-row-view.tsx'
import type { ContactSearch } from './contact-search.ts'
import { SortableHeader } from './sortable-header.tsx'
import { useVisibleRows } from './use-visible-rows.ts'

interface ContactTableProps {
  rows: ContactRow[]
  total: number
  columns: ColumnDef<ContactRow>[]
  sort: ContactSearch['sort']
  selected: ReadonlySet<string>
  onSort: (sort: ContactSearch['sort']) => void
  onSelect: (ids: ReadonlySet<string>) => void
  onToggle: (id: string, isSelected: boolean) => void
  onNearEnd: () => void
}

/** A table that renders the visible rows alone, and asks for the next page before its end is reached. */
export function ContactTable(props: ContactTableProps) {
  const { rows, total, columns, sort, selected, onSort, onSelect, onToggle, onNearEnd } = props
  const table = useReactTable({
    data: rows,
    columns,
    getCoreRowModel: getCoreRowModel(),
    getRowId: ({ id }) => id,
  })
  const all = table.getRowModel().rows
  const { scroller, visible, before, after } = useVisibleRows(all.length, onNearEnd)
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: the keyboard scrolls it
    <section ref={scroller} className="table-scroller" tabIndex={0} aria-label="List of contacts">
      <table className="contact-table" aria-rowcount={total + 1}>
        <thead>
          <tr>
            <th scope="col" className="choose">
              <SelectAll rows={rows} selected={selected} onSelect={onSelect} />
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
          <Spacer height={before} cells={columns.length + 1} />
          {visible.map(({ index }) => {
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
          <Spacer height={after} cells={columns.length + 1} />
        </tbody>
      </table>
    </section>
  )
}

function SelectAll({ rows, selected, onSelect }: Pick<ContactTableProps, 'rows' | 'selected' | 'onSelect'>) {
  const isAllSelected = rows.length > 0 && rows.every(({ id }) => selected.has(id))
  return (
    <input
      type="checkbox"
      aria-label="Select all loaded contacts"
      checked={isAllSelected}
      ref={(box) => {
        if (box) box.indeterminate = !isAllSelected && selected.size > 0
      }}
      onChange={(event) => onSelect(new Set(event.currentTarget.checked ? rows.map(({ id }) => id) : []))}
    />
  )
}

/** Takes the place of the rows that are not visible. */
function Spacer({ height, cells }: { height: number; cells: number }) {
  if (height <= 0) return null
  return (
    <tr aria-hidden>
      <td colSpan={cells} className="spacer" style={{ height }} />
    </tr>
  )
}
