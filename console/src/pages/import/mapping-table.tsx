import { Select, Table, Text } from '@mantine/core'
import { columnWords } from './column-words.ts'
import type { Column } from './send-import.ts'
import '../../parts/rows.css'

const recognised = 'as recognised'

/** What each column means: what it is taken for, or what the person chooses. */
export function MappingTable({
  columns,
  fields,
  mapping,
  onChange,
}: {
  columns: readonly Column[]
  /** The custom fields of the location. */
  fields: readonly { name: string; fieldKey: string }[]
  mapping: Readonly<Record<string, string>>
  onChange: (mapping: Record<string, string>) => void
}) {
  const ofFields = fields.map(({ name, fieldKey }) => ({ value: `customField:${fieldKey}`, label: name }))
  const choose = ({ name, means }: Column, word: string | null) => {
    const { [name]: _, ...others } = mapping
    const isUsual = word === null || word === recognised || word === means
    onChange(isUsual ? others : { ...others, [name]: word })
  }
  return (
    <div className="rows">
      <Table verticalSpacing="xs" aria-label="Columns">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Column of the file</Table.Th>
            <Table.Th>Becomes</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {columns.map((column) => {
            const chosen = mapping[column.name] ?? column.means ?? recognised
            const isKnown = [...columnWords, ...ofFields].some(({ value }) => value === chosen)
            const label =
              column.means === null
                ? 'As recognised'
                : `Custom field ${column.means.replace('customField:', '')}`
            return (
              <Table.Tr key={column.name}>
                <Table.Td>
                  <Text size="sm">{column.name}</Text>
                </Table.Td>
                <Table.Td>
                  <Select
                    aria-label={`${column.name} becomes`}
                    size="xs"
                    searchable
                    allowDeselect={false}
                    data={[
                      ...(isKnown && column.means !== null
                        ? []
                        : [{ value: column.means ?? recognised, label }]),
                      { group: 'Contact', items: [...columnWords] },
                      ...(ofFields.length > 0 ? [{ group: 'Custom fields', items: ofFields }] : []),
                    ]}
                    value={chosen}
                    onChange={(word) => choose(column, word)}
                  />
                </Table.Td>
              </Table.Tr>
            )
          })}
        </Table.Tbody>
      </Table>
    </div>
  )
}
