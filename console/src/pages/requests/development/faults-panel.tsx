import { ActionIcon, Button, Group, NumberInput, Select, Stack, Text, TextInput } from '@mantine/core'
import { IconTrash } from '@tabler/icons-react'
import { type FormEvent, useState } from 'react'
import { failureText } from '../../../api/failure.ts'
import { Problem } from '../../../parts/problem.tsx'
import { Queried } from '../../../parts/queried.tsx'
import { Panel } from './development-panel.tsx'
import { useControl, useControlled } from './use-control.ts'

interface Fault {
  id: string
  hits: number
  match?: { method?: string; path?: string }
  effect: { status?: number; delayMs?: number; connection?: string }
  times?: number
}

/** What can go wrong, in words. */
const effects: Record<string, { label: string; effect: Fault['effect'] }> = {
  429: { label: 'Too many requests (429)', effect: { status: 429 } },
  500: { label: 'An error of the server (500)', effect: { status: 500 } },
  503: { label: 'The server is overloaded (503)', effect: { status: 503 } },
  slow: { label: 'A slow answer (5 s)', effect: { delayMs: 5_000 } },
  reset: { label: 'The connection breaks', effect: { connection: 'reset' } },
  'reset-after-commit': {
    label: 'Done, but the answer is lost',
    effect: { connection: 'reset-after-commit' },
  },
  truncate: { label: 'Half of the answer', effect: { connection: 'truncate' } },
  stall: { label: 'No answer at all', effect: { connection: 'stall' } },
}

/** What goes wrong on purpose. */
export function FaultsPanel() {
  const faults = useControlled<{ faults: Fault[] }>('/faults')
  const { mutate, error } = useControl()
  return (
    <Panel title="Faults">
      <Stack gap="sm">
        <Queried query={faults} what="Loading the faults">
          {({ faults }) =>
            faults.length === 0 ? (
              <Text size="sm" c="dimmed">
                Nothing goes wrong on purpose.
              </Text>
            ) : (
              <Stack gap="xs">
                {faults.map((fault) => (
                  <Group key={fault.id} justify="space-between" wrap="nowrap" gap="xs">
                    <Text size="sm">{textOf(fault)}</Text>
                    <ActionIcon
                      variant="subtle"
                      color="gray"
                      aria-label={`Remove the fault ${textOf(fault)}`}
                      onClick={() => mutate({ method: 'DELETE', path: `/faults/${fault.id}` })}
                    >
                      <IconTrash size={16} aria-hidden />
                    </ActionIcon>
                  </Group>
                ))}
                <Button
                  variant="default"
                  size="compact-sm"
                  onClick={() => mutate({ method: 'DELETE', path: '/faults' })}
                >
                  Remove all faults
                </Button>
              </Stack>
            )
          }
        </Queried>
        {error && <Problem>{failureText(error)}</Problem>}
        <NewFault onAdd={(body) => mutate({ method: 'POST', path: '/faults', body })} />
      </Stack>
    </Panel>
  )
}

function NewFault({ onAdd }: { onAdd: (fault: Omit<Fault, 'id' | 'hits'>) => void }) {
  const [kind, setKind] = useState('429')
  const [path, setPath] = useState('/contacts*')
  const [times, setTimes] = useState<number | string>(1)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    onAdd({
      ...(path !== '' && { match: { path } }),
      effect: effects[kind]?.effect ?? {},
      ...(typeof times === 'number' && { times }),
    })
  }
  return (
    <Stack component="form" onSubmit={submit} gap="xs">
      <Select
        label="What goes wrong"
        allowDeselect={false}
        data={Object.entries(effects).map(([value, { label }]) => ({ value, label }))}
        value={kind}
        onChange={(value) => setKind(value ?? kind)}
      />
      <TextInput
        label="Requests to the path"
        description="* matches any characters."
        value={path}
        onChange={(event) => setPath(event.currentTarget.value.trim())}
      />
      <NumberInput
        label="How often"
        placeholder="Until it is removed"
        min={1}
        max={1_000_000}
        allowDecimal={false}
        value={times}
        onChange={setTimes}
      />
      <Button type="submit" variant="default">
        Add the fault
      </Button>
    </Stack>
  )
}

/** `/contacts*: status 429 (hit 1 of 3)` */
function textOf({ match, effect: { status, delayMs, connection }, times, hits }: Fault): string {
  const { method, path = 'all requests' } = match ?? {}
  const parts = [
    status !== undefined && `status ${status}`,
    delayMs !== undefined && `${delayMs / 1000} s late`,
    connection,
  ].filter(Boolean)
  const effect = parts.length === 0 ? 'other headers or body' : parts.join(', ')
  const what = method === undefined ? path : `${method} ${path}`
  const hit = times === undefined ? `${hits} times` : `${hits} of ${times}`
  return `${what}: ${effect} (hit ${hit})`
}
