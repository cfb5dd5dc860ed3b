import {
  Alert,
  Button,
  FileInput,
  Group,
  List,
  Paper,
  Progress,
  Select,
  SimpleGrid,
  Stack,
  Text,
  Title,
} from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { Link } from 'wouter'
import { dataOf } from '../../api/client.ts'
import { failureText } from '../../api/failure.ts'
import { CheckField } from '../../parts/fields.tsx'
import { Page } from '../../parts/page.tsx'
import { countryChoices } from '../../parts/places.ts'
import { Problem } from '../../parts/problem.tsx'
import { useWorkplace } from '../../session/session.tsx'
import { MappingTable } from './mapping-table.tsx'
import { type Choices, type Counts, emptyReport, type ImportReport, sendImport } from './send-import.ts'

const usual: Choices = { mode: 'upsert', strict: false, createFields: false, events: false }

const modes = [
  { value: 'upsert', label: 'Update known contacts, create others' },
  { value: 'create', label: 'Only create contacts' },
  { value: 'update', label: 'Only update known contacts' },
] as const
const dateOrders = [
  { value: 'dmy', label: 'Day first: 31/12/1990' },
  { value: 'mdy', label: 'Month first: 12/31/1990' },
] as const

/** Imports a file of contacts: first a preview, then the import. */
export default function ImportPage() {
  const { api, location } = useWorkplace()
  const queryClient = useQueryClient()
  const [file, setFile] = useState<File | null>(null)
  const [choices, setChoices] = useState<Choices>(usual)
  const [report, setReport] = useState<ImportReport>(emptyReport)
  const [isPreviewed, setIsPreviewed] = useState(false)
  const fields = useQuery({
    queryKey: ['custom-fields', location.id],
    queryFn: () =>
      dataOf(
        api.GET('/locations/{locationId}/customFields', { params: { path: { locationId: location.id } } }),
      ),
  })
  const run = useMutation({
    mutationFn: async (dryRun: boolean) => {
      if (file === null) return
      setReport(emptyReport)
      const last = await sendImport(location.id, file, { ...choices, dryRun }, setReport)
      setReport((before) => ({ ...last, columns: last.columns.length > 0 ? last.columns : before.columns }))
      setIsPreviewed(dryRun && last.counts !== undefined)
      if (dryRun) return
      await Promise.all(
        ['contacts', 'custom-fields', 'duplicates'].map((key) =>
          queryClient.invalidateQueries({ queryKey: [key] }),
        ),
      )
    },
  })
  const change = (changes: Partial<Choices>) => {
    setChoices({ ...choices, ...changes })
    setIsPreviewed(false)
  }
  const takeFile = (taken: File | null) => {
    const { mapping: _, ...others } = choices
    setChoices(others)
    setFile(taken)
    setReport(emptyReport)
    setIsPreviewed(false)
    run.reset()
  }
  const isPreview = run.variables === true
  return (
    <Page title="Import">
      <Stack maw="60rem">
        <Text c="dimmed">
          CSV, JSON lines or vCards, as HighLevel, Google, Outlook, HubSpot, Mailchimp and others export them.
          You see what would change before anything does.
        </Text>
        <Paper withBorder radius="lg" p="md">
          <Stack>
            <FileInput
              label="File"
              placeholder="Choose a file"
              accept=".csv,.tsv,.tab,.txt,.jsonl,.ndjson,.vcf,.vcard"
              clearable
              clearButtonProps={{ 'aria-label': 'No file' }}
              disabled={run.isPending}
              value={file}
              onChange={takeFile}
            />
            <SimpleGrid cols={{ base: 1, sm: 2 }}>
              <Select
                label="Rows"
                allowDeselect={false}
                data={modes}
                value={choices.mode}
                onChange={(mode) => mode !== null && change({ mode })}
              />
              <Select
                label="Order of dates"
                placeholder="As in the file"
                clearable
                clearButtonProps={{ 'aria-label': 'As in the file' }}
                data={dateOrders}
                value={choices.dateOrder ?? null}
                onChange={(order) => {
                  const { dateOrder: _, ...others } = choices
                  setChoices(order === null ? others : { ...others, dateOrder: order })
                  setIsPreviewed(false)
                }}
              />
              <Select
                label="Country of phones without +"
                placeholder="That of the location"
                clearable
                searchable
                clearButtonProps={{ 'aria-label': 'That of the location' }}
                data={countryChoices()}
                value={choices.country ?? null}
                onChange={(country) => {
                  const { country: _, ...others } = choices
                  setChoices(country === null ? others : { ...others, country })
                  setIsPreviewed(false)
                }}
              />
            </SimpleGrid>
            <CheckField
              label="Make custom fields for other columns"
              checked={choices.createFields}
              onChange={(createFields) => change({ createFields })}
            />
            <CheckField
              label="Refuse a row for one bad field"
              checked={choices.strict}
              onChange={(strict) => change({ strict })}
            />
            <CheckField
              label="Tell webhooks of each contact"
              checked={choices.events}
              onChange={(events) => change({ events })}
            />
          </Stack>
        </Paper>
        {report.columns.length > 0 && (
          <Paper withBorder radius="lg" p="md">
            <Title order={2} size="h4" mb="xs">
              What columns mean
            </Title>
            <MappingTable
              columns={report.columns}
              fields={fields.data?.customFields ?? []}
              mapping={choices.mapping ?? {}}
              onChange={(mapping) => change({ mapping })}
            />
          </Paper>
        )}
        <Group>
          <Button
            variant={isPreviewed ? 'default' : 'filled'}
            disabled={file === null || run.isPending}
            onClick={() => run.mutate(true)}
          >
            Preview
          </Button>
          <Button
            variant={isPreviewed ? 'filled' : 'default'}
            disabled={!isPreviewed || run.isPending}
            onClick={() => run.mutate(false)}
          >
            Import
          </Button>
        </Group>
        {run.isPending && (
          <div>
            <Text size="sm" mb={4}>
              {isPreview ? 'Reading the file' : 'Importing'}: {report.progress} %
            </Text>
            <Progress value={report.progress} aria-label={isPreview ? 'Reading the file' : 'Importing'} />
          </div>
        )}
        {run.error && <Problem>{failureText(run.error)}</Problem>}
        {report.error !== undefined && <Problem>{report.error}</Problem>}
        {report.counts && (
          <Result counts={report.counts} isPreview={isPreview} report={report} name={file?.name ?? ''} />
        )}
      </Stack>
    </Page>
  )
}

function Result({
  counts,
  isPreview,
  report,
  name,
}: {
  counts: Counts
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
