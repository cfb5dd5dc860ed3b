import { SegmentedControl, Stack, Switch, Text } from '@mantine/core'
import { channelField, dndChannels } from './contact-values.ts'
import type { TabProps } from './use-contact-edit.ts'

const states = [
  { value: 'inactive', label: 'May contact' },
  { value: 'active', label: 'Do not' },
  { value: 'permanent', label: 'Never again' },
]

/** Do Not Disturb, for all channels and for each. */
export function DndTab({ values, errors, change }: TabProps) {
  return (
    <Stack gap="md">
      <Switch
        label="Do not disturb, on any channel"
        checked={values.dnd === true}
        error={errors.dnd}
        onChange={(event) => change('dnd', event.currentTarget.checked)}
      />
      {Object.entries(dndChannels).map(([channel, label]) => {
        const name = channelField(channel)
        return (
          <div key={channel}>
            <Text size="sm" fw={600} mb={4}>
              {label}
            </Text>
            <SegmentedControl
              aria-label={`Do not disturb: ${label}`}
              data={states}
              size="xs"
              value={String(values[name])}
              onChange={(state) => change(name, state)}
            />
          </div>
        )
      })}
      <Switch
        label="Block incoming messages"
        checked={values.inboundDndSettings === 'active'}
        error={errors.inboundDndSettings}
        onChange={(event) =>
          change('inboundDndSettings', event.currentTarget.checked ? 'active' : 'inactive')
        }
      />
    </Stack>
  )
}
