import { type ColumnDef, flexRender, type Row } from '@tanstack/react-table'
import { memo } from 'react'
import { type ContactRow, titleOf } from './columns.tsx'

interface RowProps {
  row: Row<ContactRow>
  columns: ColumnDef<ContactRow>[]
  number: number
  isSelected: boolean
  onToggle: (id: string, isSelected: boolean) => void
}

/** A row is rendered once while it is visible, with plain elements: many come into view at each frame of a scroll. */
export const ContactRowView = memo(
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
