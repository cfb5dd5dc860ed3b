import { Button, Code, CopyButton, Group, Text } from '@mantine/core'

/** The last save as a line for a shell. */
export function CurlLine({ line }: { line: string }) {
  return (
    <details className="curl-line">
      <summary>The same with curl</summary>
      <Group justify="space-between" mt="xs" mb="xs">
        <Text size="sm" c="dimmed">
          With a token in the variable CONTACTD_TOKEN.
        </Text>
        <CopyButton value={line}>
          {({ copied, copy }) => (
            <Button size="compact-sm" variant="default" onClick={copy}>
              {copied ? 'Copied' : 'Copy'}
            </Button>
          )}
        </CopyButton>
      </Group>
      <Code block>{line}</Code>
    </details>
  )
}
