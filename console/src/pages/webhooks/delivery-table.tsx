import { Button, Checkbox, Paper, Table, Text, UnstyledButton, VisuallyHidden } from '@mantine/core'
import { useState } from 'react'
import type { Delivery } from '../../api/webhooks.ts'
import { clockText } from '../../parts/clock-text.ts'
import { StateBadge } from '../../parts/state-badge.tsx'
import { Attempts } from './attempts.tsx'

interface DeliveryTableProps {
  deliveries: readonly Delivery[]
  timeZone: string
  chosen: ReadonlySet<string>
  onChoose: (ids: ReadonlySet<string>) => void
  onRepeat: (id: string) => void
}

/** Deliveries to choose, to open for their attempts, and to repeat. */
export function DeliveryTable({ deliveries, timeZone, chosen, onChoose, onRepeat }: DeliveryTableProps) {
  const [open, setOpen] = useState<string>()
  const choose = (id: string, isChosen: boolean) => {
    const ids = new Set(chosen)
    if (isChosen) ids.add(id)
    else ids.delete(id)
    onChoose(ids)
  }
  const areAll = deliveries.every(({ id }) => chosen.has(id))
  return (
    <Paper withBorder radius="lg" className="row-list">
      <Table layout="fixed" verticalSpacing="xs" horizontalSpacing={6} aria-label="Deliveries">
        <Table.Thead>
          <Table.Tr>
            <Table.Th w="2.75rem">
              <Checkbox
                aria-label="Choose all"
                checked={areAll}
                onChange={() => onChoose(new Set(areAll ? [] : deliveries.map(({ id }) => id)))}
              />
            </Table.Th>
            <Table.Th>Event</Table.Th>
            <Table.Th w="6rem">Status</Table.Th>
            <Table.Th w="6rem" visibleFrom="sm">
              Attempts
            </Table.Th>
            <Table.Th w="5.5rem">
              <VisuallyHidden>Actions</VisuallyHidden>
            </Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {deliveries.map((delivery) => (
            <DeliveryRow
              key={delivery.id}
              delivery={delivery}
              timeZone={timeZone}
              isChosen={chosen.has(delivery.id)}
              onChoose={(isChosen) => choose(delivery.id, isChosen)}
              onRepeat={() => onRepeat(delivery.id)}
              isOpen={open === delivery.id}
              onToggle={() => setOpen(open === delivery.id ? undefined : delivery.id)}
            />
          ))}
        </Table.Tbody>
      </Table>
    </Paper>
  )
}

interface DeliveryRowProps {
  delivery: Delivery
  timeZone: string
  isChosen: boolean
  onChoose: (isChosen: boolean) => void
  onRepeat: () => void
  isOpen: boolean
  onToggle: () => void
}

function DeliveryRow(props: DeliveryRowProps) {
  const { delivery, timeZone, isChosen, onChoose, onRepeat, isOpen, onToggle } = props
  const { event, status, attempts, dateAdded, nextAttempt } = delivery
  const time = clockText(dateAdded, timeZone, Date.now())
  return (
    <>
      <Table.Tr>
        <Table.Td>
          <Checkbox
            aria-label={`Choose ${event}, ${time}`}
            checked={isChosen}
            onChange={(event) => onChoose(event.currentTarget.checked)}
          />
        </Table.Td>
        <Table.Td>
          <UnstyledButton className="row-button" aria-expanded={isOpen} onClick={onToggle}>
            {event}
          </UnstyledButton>
          <Text size="xs" c="dimmed">
            {time}
            {nextAttempt !== undefined && ` · next attempt ${clockText(nextAttempt, timeZone, Date.now())}`}
          </Text>
        </Table.Td>
        <Table.Td>
          <StateBadge kind={kinds[status] ?? 'neutral'}>{status}</StateBadge>
        </Table.Td>
        <Table.Td visibleFrom="sm">
          <Text size="sm">{attempts.length}</Text>
        </Table.Td>
        <Table.Td>
          <Button
            variant="default"
            size="compact-sm"
            aria-label={`Repeat ${event}, ${time}`}
            onClick={onRepeat}
          >
            Repeat
          </Button>
        </Table.Td>
      </Table.Tr>
      {isOpen && (
        <Table.Tr>
          <Table.Td colSpan={5}>
            <Attempts delivery={delivery} timeZone={timeZone} />
          </Table.Td>
        </Table.Tr>
      )}
    </>
  )
}

const kinds: Record<string, 'good' | 'bad'> = { delivered: 'good', failed: 'bad' }
