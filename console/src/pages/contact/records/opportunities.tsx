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

const opportunitiesKey = (locationId: string, contactId: string) => ['opportunities', locationId, contactId]

/** The opportunities of a contact. */
export function Opportunities({ contact }: { contact: Contact }) {
  const { api, location } = useWorkplace()
  const stages = useStages()
  const opportunities = useQuery({
    queryKey: opportunitiesKey(location.id, contact.id),
    queryFn: () => {
      const query = { location_id: location.id, contact_id: contact.id, limit: 100 }
      return dataOf(api.GET('/opportunities/search', { params: { query } }))
    },
  })
  return (
    <Stack>
      <NewOpportunity contact={contact} />
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
                  {[
                    stages.find((stage) => stage.id === pipelineStageId)?.text,
                    monetaryValue?.toLocaleString(),
                  ]
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

/** The form that adds an opportunity in a stage. */
function NewOpportunity({ contact }: { contact: Contact }) {
  const { api, location } = useWorkplace()
  const stages = useStages()
  const [name, setName] = useState('')
  const [stage, setStage] = useState<string | null>(null)
  const add = useRecordChange(
    opportunitiesKey(location.id, contact.id),
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
  return (
    <>
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
          data={stages.map(({ id, text }) => ({ value: id, label: text }))}
          value={stage}
          onChange={setStage}
        />
      </AddForm>
      {add.error && <Problem>{failureText(add.error)}</Problem>}
    </>
  )
}

/** The stages of all pipelines, with their texts for people: `Sales: Offer sent`. */
function useStages() {
  const { api, location } = useWorkplace()
  const { data } = useQuery({
    queryKey: ['pipelines', location.id],
    queryFn: () =>
      dataOf(api.GET('/opportunities/pipelines', { params: { query: { locationId: location.id } } })),
    staleTime: 60_000,
  })
  return (data?.pipelines ?? []).flatMap((pipeline) =>
    pipeline.stages.map(({ id, name }) => ({
      id,
      pipelineId: pipeline.id,
      text: `${pipeline.name}: ${name}`,
    })),
  )
}
