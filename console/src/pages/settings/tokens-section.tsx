import { Alert, Button, Checkbox, Code, Group, Stack, Table } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { scopes as everyScope, type Scope } from '../../../../server/src/auth/scopes.ts'
import { scopeWords } from '../../../../server/src/oauth/pages/scope-words.ts'
import { dataOf } from '../../api/client.ts'
import { Copy } from '../../parts/copy.tsx'
import { dateTimeText } from '../../parts/dates.ts'
import { Empty } from '../../parts/empty.tsx'
import { TextField } from '../../parts/fields.tsx'
import { Queried } from '../../parts/queried.tsx'
import { RowActions, Rows } from '../../parts/rows.tsx'
import { useWorkplace } from '../../session/session.tsx'
import { FormDialog } from './form-dialog.tsx'
import { ScopeList } from './scope-list.tsx'
import { SectionHead } from './section.tsx'
import { useDeletion } from './use-deletion.tsx'
import { useRefresh } from './use-refresh.ts'

/** The private integration tokens that are valid in the location. */
export default function TokensSection() {
  const { api, location } = useWorkplace()
  const [isNew, setIsNew] = useState(false)
  const [made, setMade] = useState<{ name: string; token: string }>()
  const queryKey = ['private-tokens', location.id]
  const tokens = useQuery({
    queryKey,
    queryFn: () => dataOf(api.GET('/_contactd/tokens')),
  })
  const refresh = useRefresh(queryKey)
  const deletion = useDeletion<{ id: string; name: string }>({
    queryKey,
    verb: 'Revoke',
    text: 'Programs with this token are refused from their next request on.',
    remove: ({ id }) =>
      dataOf(api.DELETE('/_contactd/tokens/{tokenId}', { params: { path: { tokenId: id } } })),
  })
  const timeText = (date: string) => dateTimeText(date, location.timezone)
  return (
    <>
      <SectionHead text="With a token, a program calls the API of this location.">
        <Button onClick={() => setIsNew(true)}>New token</Button>
      </SectionHead>
      {made && <NewToken {...made} onClose={() => setMade(undefined)} />}
      <Queried query={tokens} what="Loading tokens">
        {({ tokens }) =>
          tokens.length === 0 ? (
            <Empty title="No tokens yet" text="Make one for each program: you can revoke them one by one." />
          ) : (
            <Rows label="Private tokens" columns={['Name', 'Valid in', 'Scopes', 'Created', 'Last used']}>
              {tokens.map((token) => (
                <Table.Tr key={token.id}>
                  <Table.Td>{token.name}</Table.Td>
                  <Table.Td data-label="Valid in">
                    {token.locationId === undefined ? 'All locations' : 'This location'}
                  </Table.Td>
                  <Table.Td data-label="Scopes">
                    <ScopeList scopes={token.scopes} maxShown={2} />
                  </Table.Td>
                  <Table.Td data-label="Created">{timeText(token.dateAdded)}</Table.Td>
                  <Table.Td data-label="Last used">
                    {token.dateLastUsed ? timeText(token.dateLastUsed) : 'Never'}
                  </Table.Td>
                  <RowActions name={token.name} deleteWord="Revoke" onDelete={() => deletion.ask(token)} />
                </Table.Tr>
              ))}
            </Rows>
          )
        }
      </Queried>
      {isNew && (
        <TokenDialog
          onClose={() => setIsNew(false)}
          onMade={async (token) => {
            setMade(token)
            await refresh()
          }}
        />
      )}
      {deletion.dialog}
    </>
  )
}

/** The secret of a new token: nothing shows it again. */
function NewToken({ name, token, onClose }: { name: string; token: string; onClose: () => void }) {
  return (
    <Alert
      role="status"
      color="green"
      title={`${name} is ready. Copy its token now: it is not shown again.`}
      mb="md"
      withCloseButton
      closeButtonLabel="Hide the token"
      onClose={onClose}
    >
      <Group gap="sm">
        <Code data-testid="token" fz="sm">
          {token}
        </Code>
        <Copy text={token} what="token" />
      </Group>
    </Alert>
  )
}

const usual: readonly Scope[] = [
  'contacts.readonly',
  'contacts.write',
  'locations.readonly',
  'locations/customFields.readonly',
  'locations/tags.readonly',
]

function TokenDialog({
  onClose,
  onMade,
}: {
  onClose: () => void
  onMade: (token: { name: string; token: string }) => Promise<void>
}) {
  const { api } = useWorkplace()
  const [name, setName] = useState('')
  const [scopes, setScopes] = useState<string[]>([...usual])
  return (
    <FormDialog
      title="New token"
      submit="Create token"
      onClose={onClose}
      onSubmit={async () => {
        const body = { name, scopes: scopes as Scope[] }
        const { token } = await dataOf(api.POST('/_contactd/tokens', { body }))
        await onMade(token)
      }}
    >
      <TextField
        label="Name"
        description="Of the program that uses it."
        required
        data-autofocus
        value={name}
        onChange={setName}
      />
      <Group gap="xs">
        <Button size="compact-sm" variant="default" onClick={() => setScopes([...everyScope])}>
          All scopes
        </Button>
        <Button size="compact-sm" variant="default" onClick={() => setScopes([])}>
          None
        </Button>
      </Group>
      <Checkbox.Group label="What it may do" value={scopes} onChange={setScopes}>
        <Stack gap={6} mt="xs">
          {everyScope.map((scope) => (
            <Checkbox key={scope} value={scope} label={scopeWords[scope]} description={scope} size="sm" />
          ))}
        </Stack>
      </Checkbox.Group>
    </FormDialog>
  )
}
