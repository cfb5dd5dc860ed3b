import { ActionIcon, Group, Paper, Table, VisuallyHidden } from '@mantine/core'
import { IconPencil, IconTrash } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import './rows.css'

/** A table of settings; on a phone, each row is a card. @param children its rows. */
export function Rows({
  label,
  columns,
  children,
}: {
  label: string
  columns: readonly string[]
  children: ReactNode
}) {
  return (
    <Paper withBorder radius="lg" className="rows rows-stacked">
      <Table verticalSpacing="sm" horizontalSpacing="md" highlightOnHover aria-label={label}>
        <Table.Thead>
          <Table.Tr>
            {columns.map((column) => (
              <Table.Th key={column}>{column}</Table.Th>
            ))}
            <Table.Th>
              <VisuallyHidden>Actions</VisuallyHidden>
            </Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>{children}</Table.Tbody>
      </Table>
    </Paper>
  )
}

/** The buttons at the end of a row. @param name what they act on. */
export function RowActions({
  name,
  onEdit,
  onDelete,
  deleteWord = 'Delete',
}: {
  name: string
  onEdit?: () => void
  onDelete?: (() => void) | undefined
  deleteWord?: string
}) {
  return (
    <Table.Td>
      <Group gap={4} justify="flex-end" wrap="nowrap">
        {onEdit && (
          <ActionIcon variant="subtle" color="gray" aria-label={`Edit ${name}`} onClick={onEdit}>
            <IconPencil size={18} aria-hidden />
          </ActionIcon>
        )}
        {onDelete && (
          <ActionIcon variant="subtle" color="red" aria-label={`${deleteWord} ${name}`} onClick={onDelete}>
            <IconTrash size={18} aria-hidden />
          </ActionIcon>
        )}
      </Group>
    </Table.Td>
  )
}
