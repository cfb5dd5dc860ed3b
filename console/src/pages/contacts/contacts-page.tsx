import { Button, Group, Stack, Text, TextInput } from '@mantine/core'
import { useDebouncedCallback } from '@mantine/hooks'
import { IconFilter, IconSearch } from '@tabler/icons-react'
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query'
import { useCallback, useMemo, useState } from 'react'
import { useLocation, useSearch } from 'wouter'
import { dataOf } from '../../api/client.ts'
import { failureText } from '../../api/failure.ts'
import { Empty } from '../../parts/empty.tsx'
import { Loading } from '../../parts/loading.tsx'
import { Page } from '../../parts/page.tsx'
import { Problem } from '../../parts/problem.tsx'
import { useWorkplace } from '../../session/session.tsx'
import { useCustomFields, useUserChoices } from '../contact/contact-queries.ts'
import { BulkActions } from './bulk-actions.tsx'
import { allColumns, usualColumns } from './columns.tsx'
import { ColumnsMenu } from './columns-menu.tsx'
import { type ContactSearch, filterFields, readSearch, searchBody, searchText } from './contact-search.ts'
import { ContactTable } from './contact-table.tsx'
import { FilterBuilder } from './filter-builder.tsx'
import { FirstSteps } from './first-steps.tsx'
import { useKept } from './kept.ts'
import { NewContact } from './new-contact.tsx'
import { type SavedView, ViewsMenu } from './views-menu.tsx'

const pageLimit = 100
/** How long a search waits for the next letter. */
const typingMs = 200

/** The contacts of the location: search, filters, columns, views, and changes of many. */
export default function ContactsPage() {
  const { location } = useWorkplace()
  const { text, search, show } = useShownSearch()
  const [typed, setTyped] = useState(search.q)
  const showTyped = useDebouncedCallback((q: string) => {
    // A link may have been followed meanwhile. This page stays until the next one is loaded.
    if (window.location.pathname.endsWith('/contacts')) show({ ...search, q })
  }, typingMs)
  const [chosen, setChosen] = useKept('columns', location.id, usualColumns)
  const [isFiltering, setFiltering] = useState(search.conditions.length > 0)
  const customFields = useCustomFields().data
  const users = useUserChoices().data
  const columns = useMemo(
    () => allColumns({ timezone: location.timezone, users: users ?? [], customFields: customFields ?? [] }),
    [location.timezone, users, customFields],
  )
  const shownColumns = useMemo(
    () => columns.filter(({ id }) => id === 'name' || chosen.includes(id ?? '')),
    [columns, chosen],
  )
  const choose = (view: SavedView) => {
    setChosen(view.columns)
    setTyped(readSearch(view.search).q)
    setFiltering(readSearch(view.search).conditions.length > 0)
    show(readSearch(view.search))
  }
  return (
    <Page title="Contacts" actions={<NewContact />}>
      <Stack gap="sm">
        <Group gap="sm">
          <TextInput
            aria-label="Search contacts"
            placeholder="Name, email, phone or company"
            type="search"
            flex="1 1 16rem"
            leftSection={<IconSearch size={16} aria-hidden />}
            value={typed}
            onChange={(event) => {
              setTyped(event.currentTarget.value)
              showTyped(event.currentTarget.value)
            }}
          />
          <Button
            variant="default"
            leftSection={<IconFilter size={16} aria-hidden />}
            aria-expanded={isFiltering}
            onClick={() => setFiltering(!isFiltering)}
          >
            {search.conditions.length === 0 ? 'Filters' : `Filters (${search.conditions.length})`}
          </Button>
          <ColumnsMenu
            columns={columns.map(({ id = '', header }) => ({ id, label: String(header) }))}
            chosen={chosen}
            onChange={setChosen}
          />
          <ViewsMenu shown={{ search: text, columns: chosen }} onChoose={choose} />
        </Group>
        {isFiltering && (
          <FilterBuilder search={search} fields={filterFields(customFields ?? [])} onChange={show} />
        )}
        <Found search={search} columns={shownColumns} show={show} />
      </Stack>
    </Page>
  )
}

/** The search in the URL, also as the text it is there, and a function that shows another. */
function useShownSearch() {
  const [, navigate] = useLocation()
  const text = useSearch()
  const search = useMemo(() => readSearch(text), [text])
  const show = useCallback(
    (next: ContactSearch) => {
      const query = searchText(next)
      navigate(query === '' ? '/contacts' : `/contacts?${query}`, { replace: true })
    },
    [navigate],
  )
  return { text, search, show }
}

/** What a search finds. */
function Found({
  search,
  columns,
  show,
}: {
  search: ContactSearch
  columns: ReturnType<typeof allColumns>
  show: (search: ContactSearch) => void
}) {
  const { api, location } = useWorkplace()
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set())
  const body = searchBody(search)
  const found = useInfiniteQuery({
    queryKey: ['contacts', location.id, body],
    queryFn: ({ pageParam, signal }) =>
      dataOf(
        api.POST('/contacts/search', {
          body: { locationId: location.id, pageLimit, ...body, ...(pageParam && { searchAfter: pageParam }) },
          signal,
        }),
      ),
    initialPageParam: undefined as unknown[] | undefined,
    getNextPageParam: ({ contacts }) =>
      contacts.length < pageLimit ? undefined : contacts.at(-1)?.searchAfter,
    placeholderData: keepPreviousData,
  })
  const { data, error, hasNextPage, isFetching, fetchNextPage } = found
  const rows = useMemo(() => data?.pages.flatMap(({ contacts }) => contacts) ?? [], [data])
  const loadMore = useCallback(() => {
    if (hasNextPage && !isFetching) void fetchNextPage()
  }, [hasNextPage, isFetching, fetchNextPage])
  const toggle = useCallback((id: string, isSelected: boolean) => {
    setSelected((now) => {
      const next = new Set(now)
      if (isSelected) next.add(id)
      else next.delete(id)
      return next
    })
  }, [])
  if (error) return <Problem onRetry={() => found.refetch()}>{failureText(error)}</Problem>
  if (data === undefined) return <Loading what="Loading contacts" />
  const total = data.pages[0]?.total ?? 0
  const isNarrowed = Object.keys(body).some((name) => name !== 'sort')
  if (total === 0 && !isNarrowed) return <FirstSteps />
  return (
    <>
      <Text size="sm" c="dimmed" role="status" component="div">
        {total === 1 ? '1 contact' : `${total.toLocaleString()} contacts`}
      </Text>
      {selected.size > 0 && <BulkActions ids={[...selected]} onDone={() => setSelected(new Set())} />}
      {total === 0 ? (
        <Empty title="No contact matches" text="Search for something else, or take a filter away." />
      ) : (
        <ContactTable
          rows={rows}
          total={total}
          columns={columns}
          sort={search.sort}
          selected={selected}
          onSort={(sort) => show({ ...search, sort })}
          onSelect={setSelected}
          onToggle={toggle}
          onNearEnd={loadMore}
        />
      )}
    </>
  )
}
