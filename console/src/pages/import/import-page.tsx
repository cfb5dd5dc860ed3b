import { Button, FileInput, Group, Paper, Progress, Stack, Text, Title } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { dataOf } from '../../api/client.ts'
import { failureText } from '../../api/failure.ts'
import { Page } from '../../parts/page.tsx'
import { Problem } from '../../parts/problem.tsx'
import { useWorkplace } from '../../session/session.tsx'
import { ChoiceFields } from './choice-fields.tsx'
import { ImportResult } from './import-result.tsx'
import { MappingTable } from './mapping-table.tsx'
import { type Choices, emptyReport, type ImportReport, sendImport } from './send-import.ts'

const usual: Choices = { mode: 'upsert', strict: false, createFields: false, events: false }

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
    change({ mapping: undefined })
    setFile(taken)
    setReport(emptyReport)
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
            <ChoiceFields choices={choices} onChange={change} />
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
          <ImportResult
            counts={report.counts}
            isPreview={isPreview}
            report={report}
            name={file?.name ?? ''}
          />
        )}
      </Stack>
    </Page>
  )
}
