import { Button, Group, Paper, Popover, Select, TagsInput, Text } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { type Api, dataOf } from '../../api/client.ts'
import { postpone } from '../../parts/postponed.tsx'
import { useWorkplace } from '../../session/session.tsx'
import { useTagNames, useUserChoices } from '../contact/contact-queries.ts'

/** How many contacts one request tags: 20 tags at most keep it below the limit of the API. */
const taggedAtOnce = 500
/** How many requests for single contacts are on their way at once. */
const concurrent = 4

/** What can be done with the selected contacts. Nothing is sent for ten seconds, in which it can be undone. */
export function BulkActions({ ids, onDone }: { ids: readonly string[]; onDone: () => void }) {
  const { api, location } = useWorkplace()
  const queryClient = useQueryClient()
  const [tags, setTags] = useState<string[]>([])
  const users = useUserChoices().data ?? []
  const knownTags = useTagNames().data ?? []
  const count = ids.length === 1 ? '1 contact' : `${ids.length} contacts`

  const later = (text: string, run: () => Promise<void>) => {
    postpone({
      text,
      async run() {
        try {
          await run()
        } finally {
          await queryClient.invalidateQueries({ queryKey: ['contacts', location.id] })
        }
      },
    })
    onDone()
  }
  const tag = (type: 'add' | 'remove') => {
    const chosen = [...tags]
    setTags([])
    later(`${type === 'add' ? 'Add tags to' : 'Remove tags from'} ${count}`, () =>
      tagAll(api, location.id, { ids, tags: chosen, type }),
    )
  }
  const assign = (userId: string) =>
    later(`Assign ${count}`, () =>
      forEach(ids, (contactId) =>
        dataOf(
          api.PUT('/contacts/{contactId}', { params: { path: { contactId } }, body: { assignedTo: userId } }),
        ),
      ),
    )
  const remove = () =>
    later(`Delete ${count}`, () =>
      forEach(ids, (contactId) =>
        dataOf(api.DELETE('/contacts/{contactId}', { params: { path: { contactId } } })),
      ),
    )
  return (
    <Paper withBorder p="xs" radius="md" role="group" aria-label="Selected contacts">
      <Group gap="sm">
        <Text size="sm" fw={600}>
          {count} selected
        </Text>
        <Popover trapFocus returnFocus>
          <Popover.Target>
            <Button size="xs" variant="default">
              Tag
            </Button>
          </Popover.Target>
          <Popover.Dropdown aria-label="Tag the selected contacts">
            {/* In one row: the list of known tags opens below it. */}
            <Group gap="xs" wrap="nowrap" align="end">
              <TagsInput
                label="Tags to add or remove"
                size="xs"
                w={{ base: '9rem', xs: '15rem' }}
                data={knownTags.slice(0, 1000)}
                maxTags={20}
                limit={50}
                value={tags}
                onChange={setTags}
                comboboxProps={{ withinPortal: false, keepMounted: false }}
              />
              <Button size="xs" disabled={tags.length === 0} onClick={() => tag('add')}>
                Add
              </Button>
              <Button size="xs" variant="default" disabled={tags.length === 0} onClick={() => tag('remove')}>
                Remove
              </Button>
            </Group>
          </Popover.Dropdown>
        </Popover>
        <Select
          aria-label="Assign the selected contacts to"
          placeholder="Assign to"
          size="xs"
          w="11rem"
          searchable
          data={users}
          value={null}
          onChange={(id) => id !== null && assign(id)}
        />
        <Button size="xs" variant="default" className="danger" onClick={remove}>
          Delete
        </Button>
        <Button size="xs" variant="subtle" onClick={onDone}>
          Clear the selection
        </Button>
      </Group>
    </Paper>
  )
}

async function tagAll(
  api: Api,
  locationId: string,
  { ids, tags, type }: { ids: readonly string[]; tags: string[]; type: 'add' | 'remove' },
): Promise<void> {
  for (let start = 0; start < ids.length; start += taggedAtOnce) {
    const body = { locationId, contacts: ids.slice(start, start + taggedAtOnce), tags }
    await dataOf(api.POST('/contacts/bulk/tags/update/{type}', { params: { path: { type } }, body }))
  }
}

/** Does something for each id, a few at a time. @throws the first error, after the others have ended. */
async function forEach(ids: readonly string[], change: (id: string) => Promise<unknown>): Promise<void> {
  const waiting = [...ids]
  const errors: unknown[] = []
  const work = async () => {
    for (let id = waiting.shift(); id !== undefined; id = waiting.shift())
      await change(id).catch((error: unknown) => errors.push(error))
  }
  await Promise.all(Array.from({ length: concurrent }, work))
  if (errors.length > 0) throw errors[0]
}
