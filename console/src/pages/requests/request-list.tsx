import { Button, Paper, Table, Text, UnstyledButton } from '@mantine/core'
import { memo, useState } from 'react'
import type { RecordedRequest } from '../../api/requests.ts'
import { clockText } from '../../parts/clock-text.ts'
import { durationText, Refusal, StatusBadge } from './request-parts.tsx'

/** The most rows at first, and the rows that each click adds. */
const rowsAtOnce = 200

interface RequestListProps {
  requests: readonly RecordedRequest[]
  timeZone: string
  /** What to call a token, by its id. */
  nameOf: (token: string | null) => string
  chosen: string | undefined
  onChoose: (id: string) => void
}

/** A row for each request, the newest on top. */
export function RequestList({ requests, timeZone, nameOf, chosen, onChoose }: RequestListProps) {
  const [rows, setRows] = useState(rowsAtOnce)
  return (
    <>
      <Paper withBorder radius="lg" className="row-list">
        <Table verticalSpacing="xs" layout="fixed" aria-label="Requests">
          <Table.Thead>
            <Table.Tr>
              <Table.Th w="5rem">Status</Table.Th>
              <Table.Th>Request</Table.Th>
              <Table.Th w="9.5rem" visibleFrom="sm">
                Sent
              </Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {requests.slice(0, rows).map((request) => (
              <Row
                key={request.id}
                request={request}
                time={clockText(request.at, timeZone, Date.now())}
                token={nameOf(request.token)}
                isChosen={request.id === chosen}
                onChoose={onChoose}
              />
            ))}
          </Table.Tbody>
        </Table>
      </Paper>
      {requests.length > rows && (
        <Button variant="default" mt="sm" onClick={() => setRows(rows + rowsAtOnce)}>
          Show more
        </Button>
      )}
    </>
  )
}

interface RowProps {
  request: RecordedRequest
  time: string
  token: string
  isChosen: boolean
  onChoose: (id: string) => void
}

const Row = memo(function Row({ request, time, token, isChosen, onChoose }: RowProps) {
  const { id, method, path, query, status, durationMs, refusal, fault } = request
  return (
    <Table.Tr data-chosen={isChosen || undefined}>
      <Table.Td>
        <StatusBadge status={status} />
      </Table.Td>
      <Table.Td>
        <UnstyledButton className="request-path" onClick={() => onChoose(id)}>
          <Text span fw={600} size="sm">
            {method}
          </Text>{' '}
          <Text span size="sm">
            {path}
            {query !== undefined && `?${query}`}
          </Text>
        </UnstyledButton>
        {refusal && <Refusal refusal={refusal} />}
        {fault !== undefined && (
          <Text size="sm" c="dimmed">
            Met a fault that was set on purpose
          </Text>
        )}
        <Text size="xs" c="dimmed" hiddenFrom="sm">
          {time} · {durationText(durationMs)} · {token}
        </Text>
      </Table.Td>
      <Table.Td visibleFrom="sm">
        <Text size="sm">
          <time dateTime={request.at}>{time}</time>
        </Text>
        <Text size="xs" c="dimmed">
          {durationText(durationMs)}
        </Text>
        <Text size="xs" c="dimmed" truncate title={token}>
          {token}
        </Text>
      </Table.Td>
    </Table.Tr>
  )
})
