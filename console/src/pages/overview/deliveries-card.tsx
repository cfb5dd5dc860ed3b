import { Anchor, Group, Paper, Progress, Stack, Table, Text, Title } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from 'wouter'
import { listWebhooks } from '../../api/webhooks.ts'
import { Queried } from '../../parts/queried.tsx'
import { WebhookStatus } from '../../parts/webhook-status.tsx'
import { useWorkplace } from '../../session/session.tsx'

/** Whether the webhooks take what they are sent. */
export function DeliveriesCard() {
  const { api, location } = useWorkplace()
  const webhooks = useQuery({
    queryKey: ['webhooks', location.id],
    queryFn: () => listWebhooks(api),
    refetchInterval: 15_000,
  })
  return (
    <Paper component="section" withBorder radius="lg" p="md" aria-label="Deliveries">
      <Title order={2} size="h4" mb="xs">
        Deliveries
      </Title>
      <Queried query={webhooks} what="Loading the webhooks">
        {(webhooks) => {
          if (webhooks.length === 0)
            return (
              <Text size="sm" c="dimmed">
                No program is sent events yet.{' '}
                <Anchor component={Link} href="/webhooks" underline="always" inherit>
                  Create a webhook
                </Anchor>
              </Text>
            )
          const parts = (['active', 'failing', 'paused'] as const).map((status) => ({
            status,
            count: webhooks.filter((webhook) => webhook.status === status).length,
          }))
          const most = Math.max(...webhooks.map(({ undelivered }) => undelivered), 1)
          return (
            <Stack gap="sm">
              <Text size="sm" c="dimmed">
                {parts
                  .filter(({ count }) => count > 0)
                  .map(({ status, count }) => `${count} ${status}`)
                  .join(', ')}
              </Text>
              <Table layout="fixed" aria-label="Webhooks">
                <Table.Thead>
                  <Table.Tr>
                    <Table.Th>Webhook</Table.Th>
                    <Table.Th w="6rem">Health</Table.Th>
                    <Table.Th w={{ base: '5.5rem', sm: '9rem' }}>Waiting</Table.Th>
                  </Table.Tr>
                </Table.Thead>
                <Table.Tbody>
                  {webhooks.map(({ id, url, clientId, status, undelivered }) => (
                    <Table.Tr key={id}>
                      <Table.Td>
                        <Anchor component={Link} href={`/webhooks/${id}`} size="sm">
                          {url ?? clientId ?? id}
                        </Anchor>
                      </Table.Td>
                      <Table.Td>
                        <WebhookStatus status={status} />
                      </Table.Td>
                      <Table.Td>
                        <Group gap="xs" wrap="nowrap">
                          <Text size="sm">{undelivered.toLocaleString()}</Text>
                          <Progress
                            value={(undelivered / most) * 100}
                            flex={1}
                            visibleFrom="sm"
                            aria-hidden
                          />
                        </Group>
                      </Table.Td>
                    </Table.Tr>
                  ))}
                </Table.Tbody>
              </Table>
            </Stack>
          )
        }}
      </Queried>
    </Paper>
  )
}
