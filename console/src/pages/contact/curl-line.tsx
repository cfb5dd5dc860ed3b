import { Code, Group, Text } from '@mantine/core'
import { Copy } from '../../parts/copy.tsx'

/** The last save as a line for a shell. */
export function CurlLine({ line }: { line: string }) {
  return (
    <details className="curl-line">
      <summary>The same with curl</summary>
      <Group justify="space-between" mt="xs" mb="xs">
        <Text size="sm" c="dimmed">
          With a token in the variable CONTACTD_TOKEN.
        </Text>
        <Copy text={line} what="curl" />
      </Group>
      <Code block>{line}</Code>
    </details>
  )
}
