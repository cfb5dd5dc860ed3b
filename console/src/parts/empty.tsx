import { Paper, Stack, Text, Title } from '@mantine/core'
import type { ReactNode } from 'react'

/** There is nothing to show: why, and what to do. @param children buttons or links. */
export function Empty({ title, text, children }: { title: string; text?: string; children?: ReactNode }) {
  return (
    <Paper withBorder radius="lg" p="xl">
      <Stack align="center" gap="xs" ta="center" maw="34rem" mx="auto">
        <Title order={2} size="h3">
          {title}
        </Title>
        {text !== undefined && <Text c="dimmed">{text}</Text>}
        {children}
      </Stack>
    </Paper>
  )
}
