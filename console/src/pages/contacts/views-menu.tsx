import { ActionIcon, Button, Group, Popover, Stack, Text, TextInput } from '@mantine/core'
import { IconBookmark, IconX } from '@tabler/icons-react'
import { type FormEvent, useState } from 'react'
import { useWorkplace } from '../../session/session.tsx'
import { useKept } from './kept.ts'

/** A search and its columns, under a name. */
export interface SavedView {
  name: string
  /** The query of the URL. */
  search: string
  columns: string[]
}

/** Chooses, saves and deletes views. The browser keeps them. */
export function ViewsMenu({
  shown,
  onChoose,
}: {
  /** The search and columns to save. */
  shown: Omit<SavedView, 'name'>
  onChoose: (view: SavedView) => void
}) {
  const { location } = useWorkplace()
  const [views, setViews] = useKept<SavedView[]>('views', location.id, [])
  const [name, setName] = useState('')
  const [isOpen, setOpen] = useState(false)
  const viewsWithout = (name: string) => views.filter((view) => view.name !== name)
  const save = (event: FormEvent) => {
    event.preventDefault()
    const trimmed = name.trim()
    if (trimmed === '') return
    setViews([...viewsWithout(trimmed), { name: trimmed, ...shown }])
    setName('')
    setOpen(false)
  }
  return (
    <Popover opened={isOpen} onChange={setOpen} position="bottom-end" width={280} trapFocus returnFocus>
      <Popover.Target>
        <Button
          variant="default"
          leftSection={<IconBookmark size={16} aria-hidden />}
          onClick={() => setOpen(!isOpen)}
        >
          Views
        </Button>
      </Popover.Target>
      <Popover.Dropdown aria-label="Saved views">
        <Stack gap="xs">
          {views.length === 0 && (
            <Text size="sm" c="dimmed">
              A view is a search with its filters and columns, under a name.
            </Text>
          )}
          {views.map((view) => (
            <ViewRow
              key={view.name}
              name={view.name}
              onChoose={() => {
                onChoose(view)
                setOpen(false)
              }}
              onDelete={() => setViews(viewsWithout(view.name))}
            />
          ))}
          <form onSubmit={save}>
            <Group gap="xs" wrap="nowrap" align="end">
              <TextInput
                label="Name of this view"
                size="xs"
                flex={1}
                value={name}
                onChange={(event) => setName(event.currentTarget.value)}
              />
              <Button type="submit" size="xs">
                Keep
              </Button>
            </Group>
          </form>
        </Stack>
      </Popover.Dropdown>
    </Popover>
  )
}

function ViewRow({ name, onChoose, onDelete }: { name: string; onChoose: () => void; onDelete: () => void }) {
  return (
    <Group gap="xs" wrap="nowrap">
      <Button flex={1} justify="start" size="compact-sm" variant="subtle" onClick={onChoose}>
        {name}
      </Button>
      <ActionIcon variant="subtle" color="gray" aria-label={`Delete the view ${name}`} onClick={onDelete}>
        <IconX size={16} aria-hidden />
      </ActionIcon>
    </Group>
  )
}
