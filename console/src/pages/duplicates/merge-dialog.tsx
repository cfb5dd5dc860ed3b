import { Alert, Button, Checkbox, Group, Modal, Radio, Stack, Table, Text } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { dataOf } from '../../api/client.ts'
import { failureText } from '../../api/failure.ts'
import { Problem } from '../../parts/problem.tsx'
import '../../parts/rows.css'
import { Queried } from '../../parts/queried.tsx'
import { useWorkplace } from '../../session/session.tsx'
import { type Contact, differingFields, type Field, keptOf, nameOf } from './merge-fields.ts'

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
  const [leftOut, setLeftOut] = useState<readonly string[]>([])
  const [targetId, setTargetId] = useState(contacts[0]?.id ?? '')
  const [chosen, setChosen] = useState<Readonly<Record<string, string>>>({})
  const included = contacts.filter(({ id }) => !leftOut.includes(id))
  const target = included.find(({ id }) => id === targetId) ?? included[0]
  const fields = differingFields(included, customFields)
  const merge = useMutation({
    mutationFn: async (into: Contact) => {
      const from = included.flatMap(({ id }) => (id === into.id ? [] : [id]))
      // What is shown as chosen is what is kept.
      const kept = fields.map((field) => [field.key, keptOf(field, included, into, chosen).id])
      const body = { from, fields: Object.fromEntries(kept) as Record<string, string> }
      const params = { path: { contactId: into.id } }
      await dataOf(api.POST('/_contactd/contacts/{contactId}/merge', { params, body }))
      await onMerged(nameOf(into))
    },
  })
  if (target === undefined) return null
  const isShared = included.length > 1
  return (
    <Stack>
      <Text size="sm" c="dimmed">
        Choose which contact stays, and which value of each field. Emails and phones that are not chosen
        become additional ones; tags, followers, notes, tasks and opportunities of all are kept.
      </Text>
      <div className="rows">
        <Table
          verticalSpacing="xs"
          horizontalSpacing="xs"
          aria-label="Contacts side by side"
          layout="fixed"
          miw={`${contacts.length * 7 + 5.5}rem`}
        >
          <Table.Thead>
            <Table.Tr>
              <Table.Th w={{ base: '5.5rem', sm: '10rem' }}>Stays</Table.Th>
              {contacts.map((contact) => (
                <Table.Th key={contact.id}>
                  <Radio
                    name="target"
                    label={nameOf(contact)}
                    aria-label={`Keep ${nameOf(contact)}, ${contact.id}`}
                    checked={contact.id === target.id}
                    disabled={leftOut.includes(contact.id)}
                    onChange={() => setTargetId(contact.id)}
                  />
                </Table.Th>
              ))}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            <Table.Tr>
              <Table.Th scope="row">Merge</Table.Th>
              {contacts.map(({ id, ...contact }) => (
                <Table.Td key={id}>
                  <Checkbox
                    label="Same person"
                    aria-label={`${nameOf({ id, ...contact })}, ${id}, is the same person`}
                    checked={!leftOut.includes(id)}
                    disabled={!leftOut.includes(id) && included.length <= 2}
                    onChange={(event) =>
                      setLeftOut(
                        event.currentTarget.checked ? leftOut.filter((one) => one !== id) : [...leftOut, id],
                      )
                    }
                  />
                </Table.Td>
              ))}
            </Table.Tr>
            {fields.map((field) => (
              <FieldRow
                key={field.key}
                field={field}
                contacts={contacts}
                leftOut={leftOut}
                keptId={keptOf(field, included, target, chosen).id}
                onChoose={(id) => setChosen({ ...chosen, [field.key]: id })}
              />
            ))}
          </Table.Tbody>
        </Table>
      </div>
      {fields.length === 0 && <Text>Their fields are the same.</Text>}
      <Alert role="note" color="yellow" variant="light">
        The other contacts are deleted. There is no way back.
      </Alert>
      {merge.error && <Problem>{failureText(merge.error)}</Problem>}
      <Group justify="flex-end">
        <Button variant="default" onClick={onClose}>
          Cancel
        </Button>
        <Button disabled={!isShared} loading={merge.isPending} onClick={() => merge.mutate(target)}>
          Merge {included.length} contacts
        </Button>
      </Group>
    </Stack>
  )
}

function FieldRow({
  field,
  contacts,
  leftOut,
  keptId,
  onChoose,
}: {
  field: Field
  contacts: readonly Contact[]
  leftOut: readonly string[]
  keptId: string
  onChoose: (id: string) => void
}) {
  return (
    <Table.Tr>
      <Table.Th scope="row">{field.label}</Table.Th>
      {contacts.map((contact) => {
        const text = field.textOf(contact)
        return (
          <Table.Td key={contact.id}>
            <Radio
              name={field.key}
              label={text || 'None'}
              aria-label={`${field.label}: ${text || 'none'}`}
              checked={contact.id === keptId}
              disabled={leftOut.includes(contact.id)}
              onChange={() => onChoose(contact.id)}
            />
          </Table.Td>
        )
      })}
    </Table.Tr>
  )
}
