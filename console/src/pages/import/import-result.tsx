import { Alert, Button, Group, List, Paper, Stack, Text, Title } from '@mantine/core'
import { Link } from 'wouter'
import type { ImportCounts } from '../../../../server/src/import/import-counts.ts'
import type { ImportReport } from './send-import.ts'

/** What an import has done, or would do. */
export function ImportResult({
  counts,
  isPreview,
  report,
  name,
}: {
  counts: ImportCounts
  isPreview: boolean
  report: ImportReport
  name: string
}) {
  const { rows, created, updated, unchanged, rejected, warnings } = counts
  const figures = [
    ['New', created],
    ['Updated', updated],
    ['Unchanged', unchanged],
    ['Refused', rejected],
    ['Warnings', warnings],
  ] as const
  return (
    <Paper withBorder radius="lg" p="md">
      <Stack>
        <Title order={2} size="h4" role="status">
          {isPreview ? `What would happen to ${rowsText(rows)}` : `Done with ${rowsText(rows)}`}
        </Title>
        <Group gap="xl">
          {figures.map(([label, value]) => (
            <div key={label}>
              <Text fz="xl" fw={650}>
                {value.toLocaleString()}
              </Text>
              <Text size="sm" c="dimmed">
                {label}
              </Text>
            </div>
          ))}
        </Group>
        {rejected > 0 && (
          <Alert role="note" color="yellow" variant="light">
            <Text size="sm" mb="xs">
              Correct the refused rows in their file, and import that file.
            </Text>
            <Button
              size="compact-sm"
              variant="default"
              onClick={() => download(report.rejects, `rejected-${name}`)}
            >
              Download the refused rows
            </Button>
          </Alert>
        )}
        {report.notes.length > 0 && (
          <List size="sm" spacing={4} aria-label="Notes">
            {report.notes.map((note) => (
              <List.Item key={note}>{note}</List.Item>
            ))}
          </List>
        )}
        {!isPreview && (
          <Group>
            <Button component={Link} href="/contacts" variant="light">
              To the contacts
            </Button>
          </Group>
        )}
      </Stack>
    </Paper>
  )
}

const rowsText = (count: number) => (count === 1 ? '1 row' : `${count.toLocaleString()} rows`)

/** Gives a text to the browser as a file. */
function download(parts: readonly string[], name: string): void {
  const url = URL.createObjectURL(new Blob([...parts], { type: 'text/plain' }))
  const link = Object.assign(document.createElement('a'), { href: url, download: name })
  link.click()
  URL.revokeObjectURL(url)
}
