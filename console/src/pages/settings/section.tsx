import { Group, Text } from '@mantine/core'
import type { ReactNode } from 'react'

/** The head of a list of settings: what they are for, and the buttons that add one. */
export function SectionHead({ text, children }: { text: ReactNode; children?: ReactNode }) {
  return (
    <Group justify="space-between" mb="md" align="flex-start">
      <Text c="dimmed" maw="46rem">
        {text}
      </Text>
      {children}
    </Group>
  )
}
