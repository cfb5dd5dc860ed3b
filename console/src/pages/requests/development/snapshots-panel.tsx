import { ActionIcon, Button, Group, Stack, Text, TextInput } from '@mantine/core'
import { IconTrash } from '@tabler/icons-react'
import { type FormEvent, useState } from 'react'
import { failureText } from '../../../api/failure.ts'
import { Confirmation } from '../../../parts/confirmation.tsx'
import { Problem } from '../../../parts/problem.tsx'
import { Queried } from '../../../parts/queried.tsx'
import { Panel } from './development-panel.tsx'
import { useControl, useControlled } from './use-control.ts'

interface Snapshot {
  name: string
  contacts: number
}

const pathOf = (name: string) => `/snapshots/${encodeURIComponent(name)}`

/** The data of the server under names, and back to how it was at the start. */
export function SnapshotsPanel() {
  const snapshots = useControlled<{ snapshots: Snapshot[] }>('/snapshots')
  const { mutate, error, isPending } = useControl()
  const [name, setName] = useState('')
  const [asked, setAsked] = useState<{ restore: string } | 'reset'>()
  const take = (event: FormEvent) => {
    event.preventDefault()
    mutate({ method: 'PUT', path: pathOf(name) }, { onSuccess: () => setName('') })
  }
  const goBack = () => {
    if (asked === undefined) return
    const path = asked === 'reset' ? '/reset' : `${pathOf(asked.restore)}/restore`
    mutate({ method: 'POST', path, replacesData: true })
    setAsked(undefined)
  }
  return (
    <Panel title="Data">
      <Stack gap="sm">
        <Queried query={snapshots} what="Loading the snapshots">
          {({ snapshots }) => (
            <>
              {snapshots.length === 0 && (
                <Text size="sm" c="dimmed">
                  A snapshot keeps the data and the clock, to come back to.
                </Text>
              )}
              {snapshots.map((snapshot) => (
                <SnapshotRow
                  key={snapshot.name}
                  snapshot={snapshot}
                  onRestore={() => setAsked({ restore: snapshot.name })}
                  onDelete={() => mutate({ method: 'DELETE', path: pathOf(snapshot.name) })}
                />
              ))}
            </>
          )}
        </Queried>
        {error && <Problem>{failureText(error)}</Problem>}
        <Group component="form" onSubmit={take} gap="xs" align="flex-end" wrap="nowrap">
          <TextInput
            label="New snapshot"
            placeholder="Name"
            flex={1}
            maxLength={100}
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
          />
          <Button type="submit" variant="default" disabled={name.trim() === ''} loading={isPending}>
            Take
          </Button>
        </Group>
        <Button variant="default" onClick={() => setAsked('reset')}>
          Reset to the start
        </Button>
        <Confirmation
          isOpen={asked !== undefined}
          title={asked === 'reset' ? 'Reset the server?' : 'Restore the snapshot?'}
          action={asked === 'reset' ? 'Reset' : 'Restore'}
          onConfirm={goBack}
          onCancel={() => setAsked(undefined)}
        >
          All data and the clock go back to{' '}
          {asked === undefined || asked === 'reset' ? 'how they were when the server started' : asked.restore}
          . You may have to sign in again.
        </Confirmation>
      </Stack>
    </Panel>
  )
}

function SnapshotRow({
  snapshot: { name, contacts },
  onRestore,
  onDelete,
}: {
  snapshot: Snapshot
  onRestore: () => void
  onDelete: () => void
}) {
  return (
    <Group justify="space-between" wrap="nowrap" gap="xs">
      <Text size="sm">
        {name}{' '}
        <Text span c="dimmed" size="sm">
          {contacts.toLocaleString()} contacts
        </Text>
      </Text>
      <Group gap={4} wrap="nowrap">
        <Button variant="default" size="compact-sm" aria-label={`Restore ${name}`} onClick={onRestore}>
          Restore
        </Button>
        <ActionIcon
          variant="subtle"
          color="gray"
          aria-label={`Delete the snapshot ${name}`}
          onClick={onDelete}
        >
          <IconTrash size={16} aria-hidden />
        </ActionIcon>
      </Group>
    </Group>
  )
}
