import { Button, Group, Paper, ScrollArea, Table, Text, Title } from '@mantine/core'
import { type ReactNode, useState } from 'react'

interface ChartCardProps {
  title: string
  /** What the chart shows, in a sentence: it stands for the chart where it can't be seen. */
  summary: string
  /** The columns of the table, and its rows. */
  columns: readonly string[]
  rows: readonly (readonly string[])[]
  /** The chart. */
  children: ReactNode
}

/** A chart under a heading, and the same numbers as a table. */
export function ChartCard({ title, summary, columns, rows, children }: ChartCardProps) {
  const [isTable, setTable] = useState(false)
  return (
    <Paper component="section" withBorder radius="lg" p="md" aria-label={title}>
      <Group justify="space-between" mb="xs" wrap="nowrap" align="flex-start">
        <div>
          <Title order={2} size="h4">
            {title}
          </Title>
          <Text size="sm" c="dimmed">
            {summary}
          </Text>
        </div>
        <Button
          variant="default"
          size="compact-sm"
          flex="none"
          aria-label={`${title}: ${isTable ? 'show the chart' : 'show a table'}`}
          onClick={() => setTable(!isTable)}
        >
          {isTable ? 'Chart' : 'Table'}
        </Button>
      </Group>
      {isTable ? (
        <ScrollArea.Autosize
          mah={280}
          viewportProps={{ tabIndex: 0, role: 'region', 'aria-label': `${title}, all numbers` }}
        >
          <Table stickyHeader>
            <Table.Thead>
              <Table.Tr>
                {columns.map((column) => (
                  <Table.Th key={column}>{column}</Table.Th>
                ))}
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {rows.map((row) => (
                <Table.Tr key={row[0]}>
                  {row.map((cell, index) => (
                    <Table.Td key={columns[index]}>{cell}</Table.Td>
                  ))}
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </ScrollArea.Autosize>
      ) : (
        <div role="img" aria-label={`${title}. ${summary}`}>
          {children}
        </div>
      )}
    </Paper>
  )
}
