import { Group, Stack, Text } from '@mantine/core'
import type { Delivery } from '../../api/webhooks.ts'
import { clockText } from '../../parts/clock-text.ts'
import { CodeBlock } from '../../parts/code-block.tsx'
import { StateBadge } from '../../parts/state-badge.tsx'

/** What came of each attempt of a delivery, oldest first. */
export function Attempts({ delivery, timeZone }: { delivery: Delivery; timeZone: string }) {
  const { eventId, contactId, attempts } = delivery
  return (
    <Stack gap="sm">
      <Text size="xs" c="dimmed">
        webhook-id {eventId}
        {contactId !== null && ` · contact ${contactId}`}
      </Text>
      {attempts.length === 0 && <Text size="sm">It waits for its first attempt.</Text>}
      {attempts.map(({ at, status, durationMs, error, response, early, repeat }) => (
        <div key={at}>
          <Group gap="xs">
            <StateBadge kind={status !== undefined && status < 300 ? 'good' : 'bad'}>
              {status ?? 'no answer'}
            </StateBadge>
            <Text size="sm">
              {clockText(at, timeZone, Date.now())} · {durationMs.toLocaleString()} ms
              {early && ' · before its time'}
              {repeat !== undefined && ` · repeat ${repeat}`}
            </Text>
          </Group>
          {error !== undefined && <Text size="sm">{error}</Text>}
          {response !== undefined && response !== '' && (
            <CodeBlock label="Answer of the receiver">{response}</CodeBlock>
          )}
        </div>
      ))}
    </Stack>
  )
}
