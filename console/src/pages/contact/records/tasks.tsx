import { Group, Paper, Stack, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { dataOf } from '../../../api/client.ts'
import { failureText } from '../../../api/failure.ts'
import { dateTimeText } from '../../../parts/dates.ts'
import { CheckField, TextField } from '../../../parts/fields.tsx'
import { Problem } from '../../../parts/problem.tsx'
import { Queried } from '../../../parts/queried.tsx'
import { useWorkplace } from '../../../session/session.tsx'
import { AddForm } from './add-form.tsx'
import { DeleteRecord } from './delete-record.tsx'
import { useRecordChange } from './use-record-change.ts'

/** The tasks of a contact. */
export function Tasks({ contactId }: { contactId: string }) {
  const { api, location } = useWorkplace()
  const [title, setTitle] = useState('')
  const [due, setDue] = useState('')
  const path = { contactId }
  const queryKey = ['tasks', location.id, contactId]
  const tasks = useQuery({
    queryKey,
    queryFn: () => dataOf(api.GET('/contacts/{contactId}/tasks', { params: { path } })),
  })
  const add = useRecordChange(
    queryKey,
    () => {
      const body = { title, dueDate: new Date(due).toISOString(), completed: false }
      return dataOf(api.POST('/contacts/{contactId}/tasks', { params: { path }, body }))
    },
    () => setTitle(''),
  )
  const complete = useRecordChange(
    queryKey,
    ({ taskId, completed }: { taskId: string; completed: boolean }) =>
      dataOf(
        api.PUT('/contacts/{contactId}/tasks/{taskId}/completed', {
          params: { path: { ...path, taskId } },
          body: { completed },
        }),
      ),
  )
  const remove = useRecordChange(queryKey, (taskId: string) =>
    dataOf(api.DELETE('/contacts/{contactId}/tasks/{taskId}', { params: { path: { ...path, taskId } } })),
  )
  const failure = add.error ?? complete.error ?? remove.error
  return (
    <Stack>
      <AddForm action="Add the task" isAdding={add.isPending} onAdd={() => add.mutate(undefined)}>
        <TextField
          label="New task"
          required
          withAsterisk={false}
          flex="1 1 12rem"
          value={title}
          onChange={setTitle}
        />
        <TextField
          label="Due"
          type="datetime-local"
          required
          withAsterisk={false}
          value={due}
          onChange={setDue}
        />
      </AddForm>
      {failure && <Problem>{failureText(failure)}</Problem>}
      <Queried query={tasks} what="Loading tasks">
        {({ tasks }) => (
          <Stack gap="xs">
            {tasks.length === 0 && <Text c="dimmed">No tasks yet.</Text>}
            {tasks.map(({ id, title, dueDate, completed }) => (
              <Paper key={id} withBorder p="sm">
                <Group justify="space-between" wrap="nowrap">
                  <TaskCheckbox
                    title={title}
                    due={dueDate ? dateTimeText(dueDate, location.timezone) : undefined}
                    isCompleted={completed}
                    onChange={(isDone) => complete.mutate({ taskId: id, completed: isDone })}
                  />
                  <DeleteRecord what={`the task “${title}”`} onDelete={() => remove.mutate(id)} />
                </Group>
              </Paper>
            ))}
          </Stack>
        )}
      </Queried>
    </Stack>
  )
}

/** Shows the change before the server has it. */
function TaskCheckbox({
  title,
  due,
  isCompleted,
  onChange,
}: {
  title: string
  due: string | undefined
  isCompleted: boolean
  onChange: (isCompleted: boolean) => void
}) {
  const [isChecked, setChecked] = useState(isCompleted)
  useEffect(() => setChecked(isCompleted), [isCompleted])
  return (
    <CheckField
      label={title}
      description={due && `Due ${due}`}
      checked={isChecked}
      onChange={(isDone) => {
        setChecked(isDone)
        onChange(isDone)
      }}
    />
  )
}
