import { Anchor, Button, Group, Modal, Paper, Stack, Text, Title } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { Link, useLocation, useParams } from 'wouter'
import { pauseAfterMs } from '../../../../server/src/webhooks/webhook-health.ts'
import { dataOf } from '../../api/client.ts'
import { failureText } from '../../api/failure.ts'
import type { Webhook } from '../../api/webhooks.ts'
import { clockText } from '../../parts/clock-text.ts'
import { Confirmation } from '../../parts/confirmation.tsx'
import { Page } from '../../parts/page.tsx'
import { Problem } from '../../parts/problem.tsx'
import { Queried } from '../../parts/queried.tsx'
import { WebhookStatus } from '../../parts/webhook-status.tsx'
import { useWorkplace } from '../../session/session.tsx'
import { Deliveries } from './deliveries.tsx'
import { eventsText } from './event-types.ts'
import { WebhookForm, type WebhookInput } from './webhook-form.tsx'

const refreshMs = 3_000

/** One webhook: its health, its deliveries, and its settings. */
export default function WebhookPage() {
  const { id = '' } = useParams<{ id: string }>()
  const { api, location } = useWorkplace()
  const webhook = useQuery({
    queryKey: ['webhooks', location.id, id],
    queryFn: async () =>
      (await dataOf(api.GET('/_contactd/webhooks/{webhookId}', { params: { path: { webhookId: id } } })))
        .webhook,
    refetchInterval: refreshMs,
  })
  return (
    <Page
      title="Webhook"
      actions={webhook.data && webhook.data.clientId === undefined && <Actions webhook={webhook.data} />}
    >
      <Anchor component={Link} href="/webhooks" size="sm" display="inline-block" mb="sm">
        All webhooks
      </Anchor>
      <Queried query={webhook} what="Loading the webhook">
        {(webhook) => (
          <Stack>
            <Health webhook={webhook} timeZone={location.timezone} />
            <Deliveries webhookId={webhook.id} />
          </Stack>
        )}
      </Queried>
    </Page>
  )
}

function Health({ webhook, timeZone }: { webhook: Webhook; timeZone: string }) {
  const { id, url, clientId, events, status, undelivered, dropped, lastSuccess, failingSince, datePaused } =
    webhook
  const time = (at: string) => clockText(at, timeZone, Date.now())
  const facts = [
    eventsText(events),
    clientId !== undefined && `Of the app ${clientId}`,
    `${undelivered.toLocaleString()} waiting`,
    dropped > 0 && `${dropped.toLocaleString()} removed before they were taken`,
    lastSuccess === undefined ? 'Nothing delivered yet' : `Last delivered ${time(lastSuccess)}`,
    failingSince !== undefined && `Failing since ${time(failingSince)}`,
    datePaused !== undefined && `Paused ${time(datePaused)}, ${pauseReason(datePaused, failingSince)}`,
  ]
  return (
    <Paper withBorder radius="lg" p="md">
      <Group justify="space-between" align="flex-start" gap="sm">
        <Title order={2} size="h4">
          {url ?? id}
        </Title>
        <WebhookStatus status={status} />
      </Group>
      <Text size="sm" c="dimmed" mt={4}>
        {facts.filter(Boolean).join(' · ')}
      </Text>
    </Paper>
  )
}

/** The server pauses a webhook that has failed for five days. */
const pauseReason = (paused: string, failingSince: string | undefined) =>
  failingSince !== undefined && Date.parse(paused) - Date.parse(failingSince) >= pauseAfterMs
    ? 'after five days of failures'
    : 'on request: its events wait'

type WebhookChanges = Partial<WebhookInput> & { paused?: boolean }

/** What can be done with a webhook of the location; those of apps belong to the apps. */
function Actions({ webhook }: { webhook: Webhook }) {
  const { id: webhookId } = webhook
  const isPaused = webhook.status === 'paused'
  const { api, location } = useWorkplace()
  const queryClient = useQueryClient()
  const [, navigate] = useLocation()
  const [open, setOpen] = useState<'edit' | 'delete'>()
  const params = { path: { webhookId } }
  const refresh = () => queryClient.invalidateQueries({ queryKey: ['webhooks', location.id] })
  const close = () => setOpen(undefined)
  const change = useMutation({
    mutationFn: (body: WebhookChanges) =>
      dataOf(api.PUT('/_contactd/webhooks/{webhookId}', { params, body })),
    onSuccess: async () => {
      close()
      await refresh()
    },
  })
  const remove = useMutation({
    mutationFn: () => dataOf(api.DELETE('/_contactd/webhooks/{webhookId}', { params })),
    onSuccess: async () => {
      navigate('/webhooks')
      queryClient.removeQueries({ queryKey: ['webhooks', location.id, webhookId] })
      await refresh()
    },
  })
  const failure = remove.error ?? (open === undefined ? change.error : null)
  return (
    <>
      {failure && <Problem>{failureText(failure)}</Problem>}
      <Button
        variant="default"
        onClick={() => change.mutate({ paused: !isPaused })}
        loading={change.isPending && open === undefined}
      >
        {isPaused ? 'Resume' : 'Pause'}
      </Button>
      <Button variant="default" onClick={() => setOpen('edit')}>
        Edit
      </Button>
      <Button variant="default" onClick={() => setOpen('delete')} loading={remove.isPending}>
        Delete
      </Button>
      <Modal
        opened={open === 'edit'}
        onClose={close}
        title="Edit the webhook"
        size="lg"
        closeButtonProps={{ 'aria-label': 'Close' }}
      >
        <WebhookForm
          webhook={webhook}
          error={change.error}
          isSaving={change.isPending}
          onSave={change.mutate}
          onCancel={close}
        />
      </Modal>
      <Confirmation
        isOpen={open === 'delete'}
        title="Delete the webhook?"
        action="Delete"
        onConfirm={() => {
          close()
          remove.mutate()
        }}
        onCancel={close}
      >
        {webhook.url} gets no more events. Those that it has yet to take,{' '}
        {webhook.undelivered.toLocaleString()}, are not sent, and its deliveries are deleted.
      </Confirmation>
    </>
  )
}
