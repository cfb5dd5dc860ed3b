import { Alert, Button, Group, Modal, Stack, Text } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import { dataOf } from '../../api/client.ts'
import { failureText } from '../../api/failure.ts'
import { Problem } from '../../parts/problem.tsx'
import { Queried } from '../../parts/queried.tsx'
import { useWorkplace } from '../../session/session.tsx'
import { ComparisonTable } from './comparison-table.tsx'
import { type Contact, nameOf } from './merge-fields.ts'
import { useMergeChoices } from './use-merge-choices.ts'

/** Shows contacts side by side, and merges them into one with the choice of each field. */
export function MergeDialog({
  ids,
  onClose,
  onMerged,
}: {
  ids: readonly string[]
  onClose: () => void
  /** @param name of the contact that stays. */
  onMerged: (name: string) => Promise<void>
}) {
  const { api, location } = useWorkplace()
  const found = useQuery({
    queryKey: ['compared', location.id, ...ids],
    queryFn: async () => {
      const path = { locationId: location.id }
      const fields = dataOf(api.GET('/locations/{locationId}/customFields', { params: { path } }))
      const contacts = ids.map((contactId) =>
        dataOf(api.GET('/contacts/{contactId}', { params: { path: { contactId } } })),
      )
      const { customFields } = await fields
      return { customFields, contacts: (await Promise.all(contacts)).map(({ contact }) => contact) }
    },
    staleTime: 0,
    gcTime: 0,
  })
  return (
    <Modal
      opened
      onClose={onClose}
      title="Compare and merge"
      size="80rem"
      closeButtonProps={{ 'aria-label': 'Close' }}
      transitionProps={{ duration: 0 }}
    >
      <Queried query={found} what="Loading the contacts">
        {({ contacts, customFields }) => (
          <Comparison contacts={contacts} customFields={customFields} onClose={onClose} onMerged={onMerged} />
        )}
      </Queried>
    </Modal>
  )
}

function Comparison({
  contacts,
  customFields,
  onClose,
  onMerged,
}: {
  contacts: readonly Contact[]
  customFields: readonly { id: string; name: string }[]
  onClose: () => void
  onMerged: (name: string) => Promise<void>
}) {
  const { api } = useWorkplace()
  const choices = useMergeChoices(contacts, customFields)
  const { target, included, fields, keptIn } = choices
  const merge = useMutation({
    mutationFn: async (into: Contact) => {
      const from = included.flatMap(({ id }) => (id === into.id ? [] : [id]))
      // What is shown as chosen is what is kept.
      const kept = fields.map((field) => [field.key, keptIn(field, into).id])
      const body = { from, fields: Object.fromEntries(kept) as Record<string, string> }
      const params = { path: { contactId: into.id } }
      await dataOf(api.POST('/_contactd/contacts/{contactId}/merge', { params, body }))
      await onMerged(nameOf(into))
    },
  })
  if (target === undefined) return null
  return (
    <Stack>
      <Text size="sm" c="dimmed">
        Choose which contact stays, and which value of each field. Emails and phones that are not chosen
        become additional ones; tags, followers, notes, tasks and opportunities of all are kept.
      </Text>
      <ComparisonTable contacts={contacts} choices={choices} target={target} />
      {fields.length === 0 && <Text>Their fields are the same.</Text>}
      <Alert role="note" color="yellow" variant="light">
        The other contacts are deleted. There is no way back.
      </Alert>
      {merge.error && <Problem>{failureText(merge.error)}</Problem>}
      <Group justify="flex-end">
        <Button variant="default" onClick={onClose}>
          Cancel
        </Button>
        <Button disabled={included.length < 2} loading={merge.isPending} onClick={() => merge.mutate(target)}>
          Merge {included.length} contacts
        </Button>
      </Group>
    </Stack>
  )
}
