import { Badge, Group, Text } from '@mantine/core'
import { scopes as everyScope } from '../../../../server/src/auth/scopes.ts'

/** The scopes of a token or an app. @param maxShown after so many, only the number of the rest. */
export function ScopeList({
  scopes,
  maxShown = scopes.length,
}: {
  scopes: readonly string[]
  maxShown?: number
}) {
  if (scopes.length === everyScope.length) return 'All'
  const rest = scopes.length - maxShown
  return (
    <Group gap={4} component="span" display="inline-flex">
      {scopes.slice(0, maxShown).map((scope) => (
        <Badge key={scope} variant="light" tt="none">
          {scope}
        </Badge>
      ))}
      {rest > 0 && (
        <Text size="sm" title={scopes.join(', ')}>
          and {rest} more
        </Text>
      )}
    </Group>
  )
}
