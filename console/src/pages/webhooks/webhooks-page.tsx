import { Anchor, Button, Paper, Table, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { Link } from 'wouter'
import { listWebhooks, type Webhook } from '../../api/webhooks.ts'
import { clockText } from '../../parts/clock-text.ts'
import { Empty } from '../../parts/empty.tsx'
import { Page } from '../../parts/page.tsx'
import { Queried } from '../../parts/queried.tsx'
import { WebhookStatus } from '../../parts/webhook-status.tsx'
import { useWorkplace } from '../../session/session.tsx'
import { eventsText } from './event-types.ts'
import { NewWebhook } from './new-webhook.tsx'

const refreshMs = 5_000

/** The webhooks of the location and of its apps, and how they fare. */
export default function WebhooksPage() {
  const { api, location } = useWorkplace()
  const [isNew, setNew] = useState(false)
  const webhooks = useQuery({
    queryKey: ['webhooks', location.id],
    queryFn: () => listWebhooks(api),
    refetchInterval: refreshMs,
  })
  const create = <Button onClick={() => setNew(true)}>New webhook</Button>
  return (
    <Page title="Webhooks" actions={webhooks.data?.length ? create : undefined}>
      <Queried query={webhooks} what="Loading the webhooks">
        {(webhooks) =>
          webhooks.length === 0 ? (
            <Empty
              title="No webhooks yet"
              text="A webhook posts what happens in this location to your program, signed, and again until it is taken."
            >
              {create}
            </Empty>
          ) : (
            <WebhookTable webhooks={webhooks} timeZone={location.timezone} />
          )
        }
      </Queried>
      <NewWebhook isOpen={isNew} onClose={() => setNew(false)} />
    </Page>
  )
}

function WebhookTable({ webhooks, timeZone }: { webhooks: readonly Webhook[]; timeZone: string }) {
  return (
    <Paper withBorder radius="lg" className="row-list">
      <Table layout="fixed" verticalSpacing="sm" aria-label="Webhooks">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Webhook</Table.Th>
            <Table.Th w="6.5rem">Health</Table.Th>
            <Table.Th w="6rem">Waiting</Table.Th>
            <Table.Th w="11rem" visibleFrom="md">
              Last delivered
            </Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {webhooks.map(({ id, url, clientId, events, status, undelivered, dropped, lastSuccess }) => (
            <Table.Tr key={id}>
              <Table.Td>
                <Anchor component={Link} href={`/webhooks/${id}`} size="sm" fw={600}>
                  {url ?? id}
                </Anchor>
                <Text size="sm" c="dimmed">
                  {eventsText(events)}
                  {clientId !== undefined && ` · of the app ${clientId}`}
                </Text>
              </Table.Td>
              <Table.Td>
                <WebhookStatus status={status} />
              </Table.Td>
              <Table.Td>
                <Text size="sm">{undelivered.toLocaleString()}</Text>
                {dropped > 0 && (
                  <Text size="xs" c="dimmed">
                    {dropped.toLocaleString()} dropped
                  </Text>
                )}
              </Table.Td>
              <Table.Td visibleFrom="md">
                <Text size="sm">
                  {lastSuccess === undefined ? 'Never' : clockText(lastSuccess, timeZone, Date.now())}
                </Text>
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Paper>
  )
}
