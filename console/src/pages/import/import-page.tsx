import { Button, FileInput, Group, Paper, Progress, Stack, Text, Title } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { dataOf } from '../../api/client.ts'
import { failureText } from '../../api/failure.ts'
import { Page } from '../../parts/page.tsx'
import { Problem } from '../../parts/problem.tsx'
import { useWorkplace } from '../../session/session.tsx'
import { ChoiceFields } from './choice-fields.tsx'
import { ImportResult } from './import-result.tsx'
import { MappingTable } from './mapping-table.tsx'
import { useImport } from './use-import.ts'

/** Imports a file of contacts: first a preview, then the import. */
export default function ImportPage() {
  const { file, takeFile, choices, change, run, report, isPreviewed, isPreview } = useImport()
  const fields = useFields()
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
        <RunButtons run={run} hasFile={file !== null} isPreviewed={isPreviewed} />
        {run.isPending && (
          <RunProgress label={isPreview ? 'Reading the file' : 'Importing'} percent={report.progress} />
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

/** The custom fields of the location. */
function useFields() {
  const { api, location } = useWorkplace()
  return useQuery({
    queryKey: ['custom-fields', location.id],
    queryFn: () =>
      dataOf(
        api.GET('/locations/{locationId}/customFields', { params: { path: { locationId: location.id } } }),
      ),
  })
}

function RunButtons({
  run: { isPending, mutate },
  hasFile,
  isPreviewed,
}: {
  run: ReturnType<typeof useImport>['run']
  hasFile: boolean
  isPreviewed: boolean
}) {
  return (
    <Group>
      <Button
        variant={isPreviewed ? 'default' : 'filled'}
        disabled={!hasFile || isPending}
        onClick={() => mutate(true)}
      >
        Preview
      </Button>
      <Button
        variant={isPreviewed ? 'filled' : 'default'}
        disabled={!isPreviewed || isPending}
        onClick={() => mutate(false)}
      >
        Import
      </Button>
    </Group>
  )
}

const RunProgress = ({ label, percent }: { label: string; percent: number }) => (
  <div>
    <Text size="sm" mb={4}>
      {label}: {percent} %
    </Text>
    <Progress value={percent} aria-label={label} />
  </div>
)
