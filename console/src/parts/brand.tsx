import { Group, Text } from '@mantine/core'
import icon from '../icon.svg'

/** The name of the program with its icon. */
export function Brand() {
  return (
    <Group gap="xs" wrap="nowrap">
      <img src={icon} width={24} height={24} alt="" />
      <Text fw={600} size="sm" c="dimmed">
        contactd
      </Text>
    </Group>
  )
}
