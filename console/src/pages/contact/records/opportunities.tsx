import { Badge, Group, Paper, Select, Stack, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { dataOf } from '../../../api/client.ts'
import { failureText } from '../../../api/failure.ts'
import { TextField } from '../../../parts/fields.tsx'
import { Problem } from '../../../parts/problem.tsx'
import { Queried } from '../../../parts/queried.tsx'
import { useWorkplace } from '../../../session/session.tsx'
import type { Contact } from '../contact-values.ts'
import { AddForm } from './add-form.tsx'
import { useRecordChange } from './use-record-change.ts'

/** The opportunities of a contact. */
export function Opportunities({ contact }: { contact: Contact }) {
  const { api, location } = useWorkplace()
  const [name, setName] = useState('')
  const [stage, setStage] = useState<string | null>(null)
  const queryKey = ['opportunities', location.id, contact.id]
  const opportunities = useQuery({
    queryKey,
    queryFn: () => {
      const query = { location_id: location.id, contact_id: contact.id, limit: 100 }
      return dataOf(api.GET('/opportunities/search', { params: { query } }))
    },
  })
  const pipelines = useQuery({
    queryKey: ['pipelines', location.id],
    queryFn: () =>
      dataOf(api.GET('/opportunities/pipelines', { params: { query: { locationId: location.id } } })),
    staleTime: 60_000,
  })
  const stages = (pipelines.data?.pipelines ?? []).flatMap((pipeline) =>
    pipeline.stages.map((one) => ({ ...one, pipelineId: pipeline.id, pipeline: pipeline.name })),
  )
  const add = useRecordChange(
    queryKey,
    () => {
      const chosen = stages.find(({ id }) => id === stage)
      const body = {
        locationId: location.id,
        contactId: contact.id,
        name,
        pipelineId: chosen?.pipelineId ?? '',
        pipelineStageId: chosen?.id ?? '',
        status: 'open' as const,
      }
      return dataOf(api.POST('/opportunities', { body }))
    },
    () => setName(''),
  )
  const stageText = (id: string | undefined) => {
    const found = stages.find((one) => one.id === id)
    return found ? `${found.pipeline}: ${found.name}` : ''
  }
  return (
    <Stack>
      <AddForm action="Add the opportunity" isAdding={add.isPending} onAdd={() => add.mutate(undefined)}>
        <TextField
          label="New opportunity"
          required
          withAsterisk={false}
          flex="1 1 10rem"
          value={name}
          onChange={setName}
        />
        <Select
          label="Stage"
          required
          withAsterisk={false}
          flex="1 1 10rem"
          data={stages.map(({ id }) => ({ value: id, label: stageText(id) }))}
          value={stage}
          onChange={setStage}
        />
      </AddForm>
      {add.error && <Problem>{failureText(add.error)}</Problem>}
      <Queried query={opportunities} what="Loading opportunities">
        {({ opportunities }) => (
          <Stack gap="xs">
            {opportunities.length === 0 && <Text c="dimmed">No opportunities.</Text>}
            {opportunities.map(({ id, name, status, monetaryValue, pipelineStageId }) => (
              <Paper key={id} withBorder p="sm">
                <Group justify="space-between">
                  <Text fw={600} size="sm">
                    {name}
                  </Text>
                  <Badge variant="default">{status}</Badge>
                </Group>
                <Text size="sm" c="dimmed">
                  {[stageText(pipelineStageId ?? undefined), monetaryValue?.toLocaleString()]
                    .filter(Boolean)
                    .join(' · ')}
                </Text>
              </Paper>
            ))}
          </Stack>
        )}
      </Queried>
    </Stack>
  )
}
