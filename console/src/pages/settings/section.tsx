import { Group, Text } from '@mantine/core'
import type { ReactNode } from 'react'

/** What stands above a list of settings: what they are for, and what adds to them. */
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
