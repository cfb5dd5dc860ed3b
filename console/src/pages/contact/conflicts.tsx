import { Alert, Button, Group, Table, Text } from '@mantine/core'
import { type Conflict, type CustomField, labelOf, valueText } from './contact-values.ts'

/** Tells that others have changed the contact, and lets the person decide what both have changed. */
export function Conflicts({
  conflicts,
  fields,
  onDecided,
}: {
  conflicts: readonly Conflict[]
  fields: readonly CustomField[]
  onDecided: (conflict: Conflict, whose: 'theirs' | 'mine') => void
}) {
  return (
    <Alert role="alert" color="yellow" mt="md">
      <Text fw={600}>Somebody else has changed this contact</Text>
      <Text size="sm">
        {conflicts.length === 0
          ? 'Their changes are taken over, and yours are kept. Save again.'
          : 'Their other changes are taken over. Choose for each of these fields, then save again.'}
      </Text>
      {conflicts.length > 0 && (
        <Table mt="sm">
          <Table.Thead>
            <Table.Tr>
              <Table.Th>Field</Table.Th>
              <Table.Th>Theirs</Table.Th>
              <Table.Th>Mine</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {conflicts.map((conflict) => {
              const label = labelOf(conflict.name, fields)
              return (
                <Table.Tr key={conflict.name}>
                  <Table.Th scope="row">{label}</Table.Th>
                  {(['theirs', 'mine'] as const).map((whose) => (
                    <Table.Td key={whose}>
                      <Group gap="xs">
                        <span>{valueText(conflict[whose])}</span>
                        <Button
                          size="compact-xs"
                          variant="default"
                          onClick={() => onDecided(conflict, whose)}
                          aria-label={`${whose === 'theirs' ? 'Take theirs' : 'Keep mine'}: ${label}`}
                        >
                          {whose === 'theirs' ? 'Take theirs' : 'Keep mine'}
                        </Button>
                      </Group>
                    </Table.Td>
                  ))}
                </Table.Tr>
              )
            })}
          </Table.Tbody>
        </Table>
      )}
    </Alert>
  )
}
