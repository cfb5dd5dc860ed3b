import { Button, Group, Modal, Stack, Text } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { dataOf } from '../../api/client.ts'
import { CodeBlock } from '../../parts/code-block.tsx'
import { Copy } from '../../parts/copy.tsx'
import { useWorkplace } from '../../session/session.tsx'
import { WebhookForm, type WebhookInput } from './webhook-form.tsx'

/** Creates a webhook, and shows its secret this once. */
export function NewWebhook({ isOpen, onClose }: { isOpen: boolean; onClose: () => void }) {
  const { api, location } = useWorkplace()
  const queryClient = useQueryClient()
  const { mutate, data, error, isPending, reset } = useMutation({
    mutationFn: (body: WebhookInput) => dataOf(api.POST('/_contactd/webhooks', { body })),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: ['webhooks', location.id] }),
  })
  const close = () => {
    onClose()
    reset()
  }
  return (
    <Modal
      opened={isOpen}
      onClose={close}
      title={data === undefined ? 'New webhook' : 'The webhook’s secret'}
      size="lg"
      // The secret is gone with the dialog: not by a slip.
      closeOnClickOutside={data === undefined}
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      {data === undefined ? (
        <WebhookForm error={error} isSaving={isPending} onSave={mutate} onCancel={close} />
      ) : (
        <Stack>
          <Text role="status">
            The webhook gets the events from now on. Its secret verifies them, with a library of Standard
            Webhooks. It is shown only this once.
          </Text>
          <CodeBlock label="Secret">{data.webhook.secret}</CodeBlock>
          <Group justify="flex-end">
            <Copy text={data.webhook.secret} what="secret" />
            <Button onClick={close}>I have it</Button>
          </Group>
        </Stack>
      )}
    </Modal>
  )
}
