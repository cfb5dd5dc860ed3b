import { Button, Paper, PasswordInput, Stack, Text, Title } from '@mantine/core'
import { useMediaQuery } from '@mantine/hooks'
import { useQueryClient } from '@tanstack/react-query'
import { type FormEvent, type ReactNode, useState } from 'react'
import { setControlToken } from '../../../api/control.ts'
import { ClockPanel } from './clock-panel.tsx'
import { FaultsPanel } from './faults-panel.tsx'
import { SnapshotsPanel } from './snapshots-panel.tsx'
import { developmentKey } from './use-development.ts'

/**
 * The switches of a development server; folded where they would push the requests out of sight.
 * @param isLocked whether it wants its control token first.
 */
export function DevelopmentPanel({ isLocked }: { isLocked: boolean }) {
  const isBeside = useMediaQuery('(min-width: 75em)', false, { getInitialValueInEffect: false })
  const panels = isLocked ? (
    <ControlToken />
  ) : (
    <Stack gap="md">
      <ClockPanel />
      <FaultsPanel />
      <SnapshotsPanel />
    </Stack>
  )
  return (
    <aside aria-label="Development server">
      {isBeside ? (
        panels
      ) : (
        <details>
          <summary className="folded">Clock, faults and data</summary>
          {panels}
        </details>
      )}
    </aside>
  )
}

/** One group of switches. */
export function Panel({ title, children }: { title: string; children: ReactNode }) {
  return (
    <Paper component="section" aria-label={title} withBorder radius="lg" p="md">
      <Title order={2} size="h4" mb="xs">
        {title}
      </Title>
      {children}
    </Paper>
  )
}

function ControlToken() {
  const queryClient = useQueryClient()
  const [token, setToken] = useState('')
  const submit = (event: FormEvent) => {
    event.preventDefault()
    setControlToken(token)
    void queryClient.invalidateQueries({ queryKey: developmentKey })
  }
  return (
    <Panel title="Development server">
      <Stack component="form" onSubmit={submit} gap="sm">
        <Text size="sm">It takes the token that it printed when it started.</Text>
        <PasswordInput
          label="Control token"
          autoComplete="off"
          value={token}
          onChange={(event) => setToken(event.currentTarget.value.trim())}
        />
        <Button type="submit" variant="default" disabled={token === ''}>
          Use it
        </Button>
      </Stack>
    </Panel>
  )
}
