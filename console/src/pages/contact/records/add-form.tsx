import { Button, Group } from '@mantine/core'
import type { FormEvent, ReactNode } from 'react'

/** The form that adds a record to a contact: its fields and the button in one row. */
export function AddForm({
  action,
  isAdding,
  onAdd,
  children,
}: {
  /** What the button says: `Add the task`. */
  action: string
  isAdding: boolean
  onAdd: () => void
  children: ReactNode
}) {
  const submit = (event: FormEvent) => {
    event.preventDefault()
    onAdd()
  }
  return (
    <form onSubmit={submit}>
      <Group align="end" justify="flex-end">
        {children}
        <Button type="submit" variant="default" loading={isAdding}>
          {action}
        </Button>
      </Group>
    </form>
  )
}
