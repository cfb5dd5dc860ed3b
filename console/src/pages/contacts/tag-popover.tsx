import { Button, Group, Popover, TagsInput } from '@mantine/core'
import { useState } from 'react'
import { useTagNames } from '../contact/contact-queries.ts'

/** A button that opens the choice of tags, to add to the selected contacts or to remove from them. */
export function TagPopover({ onTag }: { onTag: (type: 'add' | 'remove', tags: string[]) => void }) {
  const [tags, setTags] = useState<string[]>([])
  const knownTags = useTagNames().data ?? []
  const send = (type: 'add' | 'remove') => {
    setTags([])
    onTag(type, tags)
  }
  return (
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
          <Button size="xs" disabled={tags.length === 0} onClick={() => send('add')}>
            Add
          </Button>
          <Button size="xs" variant="default" disabled={tags.length === 0} onClick={() => send('remove')}>
            Remove
          </Button>
        </Group>
      </Popover.Dropdown>
    </Popover>
  )
}
