import { Button, Group, Paper, Select, Stack, Text } from '@mantine/core'
import { dataOf } from '../../../api/client.ts'
import { failureText } from '../../../api/failure.ts'
import { Problem } from '../../../parts/problem.tsx'
import { useWorkplace } from '../../../session/session.tsx'
import { contactKey, useUserChoices } from '../contact-queries.ts'
import type { Contact } from '../contact-values.ts'
import { useRecordChange } from './use-record-change.ts'

/** The users who follow a contact. */
export function Followers({ contact }: { contact: Contact }) {
  const { api, location } = useWorkplace()
  const users = useUserChoices().data ?? []
  const params = { path: { contactId: contact.id } }
  const queryKey = contactKey(location.id, contact.id)
  const add = useRecordChange(queryKey, (id: string) =>
    dataOf(api.POST('/contacts/{contactId}/followers', { params, body: { followers: [id] } })),
  )
  const remove = useRecordChange(queryKey, (id: string) =>
    dataOf(api.DELETE('/contacts/{contactId}/followers', { params, body: { followers: [id] } })),
  )
  const failure = add.error ?? remove.error
  const nameOf = (id: string) => users.find(({ value }) => value === id)?.label ?? id
  return (
    <Stack>
      <Select
        label="New follower"
        placeholder="Choose a user"
        data={users.filter(({ value }) => !contact.followers.includes(value))}
        value={null}
        searchable
        onChange={(id) => id !== null && add.mutate(id)}
      />
      {failure && <Problem>{failureText(failure)}</Problem>}
      {contact.followers.length === 0 && <Text c="dimmed">No followers yet.</Text>}
      {contact.followers.map((id) => (
        <Paper key={id} withBorder p="sm">
          <Group justify="space-between">
            <Text size="sm">{nameOf(id)}</Text>
            <Button
              size="compact-xs"
              variant="default"
              aria-label={`Remove ${nameOf(id)}`}
              onClick={() => remove.mutate(id)}
            >
              Remove
            </Button>
          </Group>
        </Paper>
      ))}
    </Stack>
  )
}
