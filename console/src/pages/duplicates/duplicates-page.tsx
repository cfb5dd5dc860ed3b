import { Anchor, Button, Group, List, Paper, Stack, Text, Title } from '@mantine/core'
import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { Link } from 'wouter'
import { dataOf } from '../../api/client.ts'
import { failureText } from '../../api/failure.ts'
import type { components } from '../../api/schema.d.ts'
import { dateTimeText } from '../../parts/dates.ts'
import { Empty } from '../../parts/empty.tsx'
import { Loading } from '../../parts/loading.tsx'
import { Page } from '../../parts/page.tsx'
import { Problem } from '../../parts/problem.tsx'
import { useWorkplace } from '../../session/session.tsx'
import { MergeDialog } from './merge-dialog.tsx'

type Duplicates = components['schemas']['DuplicateContacts']

/** The contacts of the location that share an email or a phone. */
export default function DuplicatesPage() {
  const { api, location } = useWorkplace()
  const queryClient = useQueryClient()
  const [merged, setMerged] = useState<Duplicates>()
  const [done, setDone] = useState<string>()
  const queryKey = ['duplicates', location.id]
  const query = useInfiniteQuery({
    queryKey,
    initialPageParam: '',
    queryFn: ({ pageParam }) =>
      dataOf(
        api.GET('/_contactd/contacts/duplicates', {
          params: {
            query: { locationId: location.id, ...(pageParam !== '' && { startAfter: pageParam }) },
          },
        }),
      ),
    getNextPageParam: ({ startAfter }) => startAfter,
  })
  const groups = query.data?.pages.flatMap(({ duplicates }) => duplicates) ?? []
  const afterMerge = async (name: string) => {
    setMerged(undefined)
    setDone(name)
    await Promise.all(
      [queryKey, ['contacts'], ['contact']].map((key) => queryClient.invalidateQueries({ queryKey: key })),
    )
  }
  return (
    <Page title="Duplicates">
      <Text c="dimmed" mb="md">
        Contacts that share an email or a phone. Merging keeps one of them, with the notes, tasks and
        opportunities of all.
      </Text>
      <Text role="status" mb={done === undefined ? 0 : 'md'}>
        {done !== undefined && `Merged into ${done}.`}
      </Text>
      {query.error && <Problem onRetry={() => query.refetch()}>{failureText(query.error)}</Problem>}
      {query.isPending && <Loading what="Looking for duplicates" />}
      {query.isSuccess && groups.length === 0 && !query.hasNextPage && (
        <Empty title="No duplicates" text="No two contacts of this location share an email or a phone." />
      )}
      <Stack>
        {groups.map((group) => (
          <GroupCard key={`${group.kind}:${group.value}`} group={group} onMerge={() => setMerged(group)} />
        ))}
        {query.hasNextPage && (
          <Button variant="default" loading={query.isFetchingNextPage} onClick={() => query.fetchNextPage()}>
            Look for more
          </Button>
        )}
      </Stack>
      {merged && (
        <MergeDialog
          ids={merged.contacts.map(({ id }) => id)}
          onClose={() => setMerged(undefined)}
          onMerged={afterMerge}
        />
      )}
    </Page>
  )
}

function GroupCard({ group, onMerge }: { group: Duplicates; onMerge: () => void }) {
  const { location, isOwner } = useWorkplace()
  const { kind, value, total, contacts } = group
  return (
    <Paper p="md" withBorder radius="lg">
      <Group justify="space-between" align="flex-start" mb="xs">
        <div>
          <Title order={2} size="h4">
            {value}
          </Title>
          <Text size="sm" c="dimmed">
            {kind === 'email' ? 'Email' : 'Phone'} of {total} contacts
            {total > contacts.length && `, ${contacts.length} of them here`}
          </Text>
        </div>
        {isOwner && (
          <Button variant="light" onClick={onMerge} aria-label={`Compare and merge ${value}`}>
            Compare and merge
          </Button>
        )}
      </Group>
      <List listStyleType="none" spacing={4}>
        {contacts.map(({ id, name, email, phone, dateAdded }) => (
          <List.Item key={id}>
            <Anchor component={Link} href={`/contacts/${id}`} underline="always">
              {name || email || phone || 'Without a name'}
            </Anchor>{' '}
            <Text span size="sm" c="dimmed">
              {[email, phone].filter(Boolean).join(' · ')} · created{' '}
              {dateTimeText(dateAdded, location.timezone)}
            </Text>
          </List.Item>
        ))}
      </List>
    </Paper>
  )
}
