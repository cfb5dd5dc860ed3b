import { Button, Group, Paper, Select, Text } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { dataOf } from '../../api/client.ts'
import { postpone } from '../../parts/postponed.tsx'
import { useWorkplace } from '../../session/session.tsx'
import { useUserChoices } from '../contact/contact-queries.ts'
import { changeEach, tagAll } from './change-many.ts'
import { TagPopover } from './tag-popover.tsx'

/** What can be done with the selected contacts. Nothing is sent for ten seconds, in which it can be undone. */
export function BulkActions({ ids, onDone }: { ids: readonly string[]; onDone: () => void }) {
  const { api, location } = useWorkplace()
  const queryClient = useQueryClient()
  const users = useUserChoices().data ?? []
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
  const tag = (type: 'add' | 'remove', tags: string[]) =>
    later(`${type === 'add' ? 'Add tags to' : 'Remove tags from'} ${count}`, () =>
      tagAll(api, location.id, { ids, tags, type }),
    )
  const assign = (userId: string) =>
    later(`Assign ${count}`, () =>
      changeEach(ids, (contactId) =>
        dataOf(
          api.PUT('/contacts/{contactId}', { params: { path: { contactId } }, body: { assignedTo: userId } }),
        ),
      ),
    )
  const remove = () =>
    later(`Delete ${count}`, () =>
      changeEach(ids, (contactId) =>
        dataOf(api.DELETE('/contacts/{contactId}', { params: { path: { contactId } } })),
      ),
    )
  return (
    <Paper withBorder p="xs" radius="md" role="group" aria-label="Selected contacts">
      <Group gap="sm">
        <Text size="sm" fw={600}>
          {count} selected
        </Text>
        <TagPopover onTag={tag} />
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
