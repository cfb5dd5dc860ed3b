import { Button, Group, Stack, Text } from '@mantine/core'
import { failureText } from '../../../api/failure.ts'
import { Problem } from '../../../parts/problem.tsx'
import { Queried } from '../../../parts/queried.tsx'
import { useWorkplace } from '../../../session/session.tsx'
import { Panel } from './development-panel.tsx'
import { useControl, useControlled } from './use-control.ts'

const steps = [
  { name: 'a minute', seconds: 60 },
  { name: 'an hour', seconds: 3_600 },
  { name: 'a day', seconds: 86_400 },
  { name: '30 days', seconds: 30 * 86_400 },
] as const

/** What time the server believes it is. */
export function ClockPanel() {
  const { timezone: timeZone } = useWorkplace().location
  const clock = useControlled<{ now: string; frozen: boolean }>('/clock')
  const { mutate, error } = useControl()
  return (
    <Panel title="Clock">
      <Queried query={clock} what="Loading the clock">
        {({ now, frozen }) => (
          <Stack gap="sm">
            <div>
              <Text fw={600}>
                <time dateTime={now}>
                  {new Date(now).toLocaleString(undefined, {
                    timeZone,
                    dateStyle: 'medium',
                    timeStyle: 'medium',
                  })}
                </time>
              </Text>
              <Text size="sm" c="dimmed">
                {frozen ? 'Frozen' : 'Runs'} · {timeZone}
              </Text>
            </div>
            {error && <Problem>{failureText(error)}</Problem>}
            <Group gap="xs" role="group" aria-label="Move the clock forward">
              {steps.map(({ name, seconds }) => (
                <Button
                  key={name}
                  variant="default"
                  size="compact-sm"
                  aria-label={`Forward by ${name}`}
                  onClick={() => mutate({ method: 'POST', path: '/clock/advance', body: { seconds } })}
                >
                  + {name}
                </Button>
              ))}
            </Group>
            <Group gap="xs">
              <Button
                variant="default"
                size="compact-sm"
                onClick={() => mutate({ method: 'PUT', path: '/clock', body: { frozen: !frozen } })}
              >
                {frozen ? 'Let it run' : 'Freeze'}
              </Button>
              <Button
                variant="default"
                size="compact-sm"
                onClick={() =>
                  mutate({
                    method: 'PUT',
                    path: '/clock',
                    body: { now: new Date().toISOString(), frozen: false },
                  })
                }
              >
                Set to now
              </Button>
            </Group>
          </Stack>
        )}
      </Queried>
    </Panel>
  )
}
