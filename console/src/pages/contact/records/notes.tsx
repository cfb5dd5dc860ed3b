import { Group, Paper, Stack, Text, Textarea } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { dataOf } from '../../../api/client.ts'
import { failureText } from '../../../api/failure.ts'
import { dateTimeText } from '../../../parts/dates.ts'
import { Problem } from '../../../parts/problem.tsx'
import { Queried } from '../../../parts/queried.tsx'
import { useWorkplace } from '../../../session/session.tsx'
import { AddForm } from './add-form.tsx'
import { DeleteRecord } from './delete-record.tsx'
import { useRecordChange } from './use-record-change.ts'

/** The notes of a contact. */
export function Notes({ contactId }: { contactId: string }) {
  const { api, location } = useWorkplace()
  const [text, setText] = useState('')
  const path = { contactId }
  const queryKey = ['notes', location.id, contactId]
  const notes = useQuery({
    queryKey,
    queryFn: () => dataOf(api.GET('/contacts/{contactId}/notes', { params: { path } })),
  })
  const add = useRecordChange(
    queryKey,
    () => dataOf(api.POST('/contacts/{contactId}/notes', { params: { path }, body: { body: text } })),
    () => setText(''),
  )
  const remove = useRecordChange(queryKey, (id: string) =>
    dataOf(api.DELETE('/contacts/{contactId}/notes/{id}', { params: { path: { ...path, id } } })),
  )
  const failure = add.error ?? remove.error
  const addNote = () => {
    if (text.trim() !== '') add.mutate(undefined)
  }
  return (
    <Stack>
      <AddForm action="Add the note" isAdding={add.isPending} onAdd={addNote}>
        <Textarea
          label="New note"
          flex="1 1 100%"
          autosize
          minRows={2}
          maxRows={10}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
        />
      </AddForm>
      {failure && <Problem>{failureText(failure)}</Problem>}
      <Queried query={notes} what="Loading notes">
        {({ notes }) => (
          <Stack gap="xs">
            {notes.length === 0 && <Text c="dimmed">No notes yet.</Text>}
            {notes.map(({ id, body, dateAdded }) => (
              <Paper key={id} withBorder p="sm">
                <Text size="sm" className="preformatted">
                  {body}
                </Text>
                <Group justify="space-between" mt="xs">
                  <Text size="xs" c="dimmed">
                    {dateTimeText(dateAdded, location.timezone)}
                  </Text>
                  <DeleteRecord what={`the note “${body.slice(0, 40)}”`} onDelete={() => remove.mutate(id)} />
                </Group>
              </Paper>
            ))}
          </Stack>
        )}
      </Queried>
    </Stack>
  )
}
