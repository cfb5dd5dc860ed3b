import { Button, Group, Modal, Stack, Text } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import type { FormEvent, ReactNode } from 'react'
import { failureText } from '../../api/failure.ts'
import { Problem } from '../../parts/problem.tsx'

/** A form in a dialog. It closes when the work is done, and shows why it failed. */
export function FormDialog({
  title,
  submit = 'Save',
  isDangerous = false,
  onSubmit,
  onClose,
  children,
}: {
  title: string
  /** What the button says. */
  submit?: string
  /** Whether it deletes something. */
  isDangerous?: boolean
  onSubmit: () => Promise<unknown>
  onClose: () => void
  children: ReactNode
}) {
  const { mutate, isPending, error } = useMutation({ mutationFn: onSubmit, onSuccess: onClose })
  const send = (event: FormEvent) => {
    event.preventDefault()
    mutate()
  }
  return (
    <Modal
      opened
      onClose={onClose}
      title={title}
      size="md"
      closeButtonProps={{ 'aria-label': 'Close' }}
      transitionProps={{ duration: 0 }}
    >
      <form onSubmit={send}>
        <Stack>
          {error && <Problem>{failureText(error)}</Problem>}
          {children}
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" loading={isPending} {...(isDangerous && { color: 'red' })}>
              {submit}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  )
}

/** Asks before something is deleted. */
export function DeleteDialog({
  name,
  verb = 'Delete',
  text,
  onDelete,
  onClose,
}: {
  name: string
  verb?: string
  /** What follows from it. */
  text: string
  onDelete: () => Promise<unknown>
  onClose: () => void
}) {
  return (
    <FormDialog title={`${verb} ${name}?`} submit={verb} isDangerous onSubmit={onDelete} onClose={onClose}>
      <Text>{text}</Text>
    </FormDialog>
  )
}
