import { ActionIcon, Button, Group, Popover, Stack, Text, TextInput } from '@mantine/core'
import { IconBookmark, IconX } from '@tabler/icons-react'
import { type FormEvent, useState } from 'react'

/** A search and its columns, under a name. */
export interface SavedView {
  name: string
  /** The query of the URL. */
  search: string
  columns: string[]
}

/** Chooses, saves and deletes views. */
export function ViewsMenu({
  views,
  onChoose,
  onSave,
  onDelete,
}: {
  views: readonly SavedView[]
  onChoose: (view: SavedView) => void
  onSave: (name: string) => void
  onDelete: (name: string) => void
}) {
  const [name, setName] = useState('')
  const [isOpen, setOpen] = useState(false)
  const save = (event: FormEvent) => {
    event.preventDefault()
    if (name.trim() === '') return
    onSave(name.trim())
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
            <Group key={view.name} gap="xs" wrap="nowrap">
              <Button
                flex={1}
                justify="start"
                size="compact-sm"
                variant="subtle"
                onClick={() => {
                  onChoose(view)
                  setOpen(false)
                }}
              >
                {view.name}
              </Button>
              <ActionIcon
                variant="subtle"
                color="gray"
                aria-label={`Delete the view ${view.name}`}
                onClick={() => onDelete(view.name)}
              >
                <IconX size={16} aria-hidden />
              </ActionIcon>
            </Group>
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
