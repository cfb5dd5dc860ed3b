import { Button, Group, Modal, Text } from '@mantine/core'
import type { ReactNode } from 'react'

interface ConfirmationProps {
  isOpen: boolean
  /** A question: `Delete the webhook?` */
  title: string
  /** What the button says: `Delete`. */
  action: string
  onConfirm: () => void
  onCancel: () => void
  /** What will happen. */
  children: ReactNode
}

/** Asks before something that can't be undone. */
export function Confirmation({ isOpen, title, action, onConfirm, onCancel, children }: ConfirmationProps) {
  return (
    <Modal
      opened={isOpen}
      onClose={onCancel}
      title={title}
      centered
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      <Text mb="lg">{children}</Text>
      <Group justify="flex-end">
        <Button variant="default" onClick={onCancel} data-autofocus>
          Cancel
        </Button>
        <Button color="red" onClick={onConfirm}>
          {action}
        </Button>
      </Group>
    </Modal>
  )
}
