import { Button, Checkbox, Group, Paper, Stack, Text, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { type FormEvent, useEffect, useState } from 'react'
import { dataOf } from '../../../api/client.ts'
import { failureText } from '../../../api/failure.ts'
import { dateTimeText } from '../../../parts/dates.ts'
import { Problem } from '../../../parts/problem.tsx'
import { Queried } from '../../../parts/queried.tsx'
import { useWorkplace } from '../../../session/session.tsx'
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
  const submit = (event: FormEvent) => {
    event.preventDefault()
    add.mutate(undefined)
  }
  return (
    <Stack>
      <form onSubmit={submit}>
        <Group align="end">
          <TextInput
            label="New task"
            required
            withAsterisk={false}
            flex="1 1 12rem"
            value={title}
            onChange={(event) => setTitle(event.currentTarget.value)}
          />
          <TextInput
            label="Due"
            type="datetime-local"
            required
            withAsterisk={false}
            value={due}
            onChange={(event) => setDue(event.currentTarget.value)}
          />
          <Button type="submit" variant="default" loading={add.isPending}>
            Add the task
          </Button>
        </Group>
      </form>
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
                  <Button
                    size="compact-xs"
                    variant="subtle"
                    className="danger"
                    aria-label={`Delete the task “${title}”`}
                    onClick={() => remove.mutate(id)}
                  >
                    Delete
                  </Button>
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
    <Checkbox
      label={title}
      description={due && `Due ${due}`}
      checked={isChecked}
      onChange={(event) => {
        setChecked(event.currentTarget.checked)
        onChange(event.currentTarget.checked)
      }}
    />
  )
}
