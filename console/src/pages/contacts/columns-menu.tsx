import { Button, Checkbox, Popover, ScrollArea, Stack } from '@mantine/core'
import { IconColumns3 } from '@tabler/icons-react'

/** Chooses the columns. The name is always shown: it leads to the contact. */
export function ColumnsMenu({
  columns,
  chosen,
  onChange,
}: {
  columns: readonly { id: string; label: string }[]
  chosen: readonly string[]
  onChange: (chosen: string[]) => void
}) {
  return (
    <Popover position="bottom-end" trapFocus returnFocus>
      <Popover.Target>
        <Button variant="default" leftSection={<IconColumns3 size={16} aria-hidden />}>
          Columns
        </Button>
      </Popover.Target>
      <Popover.Dropdown aria-label="Columns">
        <ScrollArea.Autosize mah="60vh">
          <Stack gap="xs">
            {columns
              .filter(({ id }) => id !== 'name')
              .map(({ id, label }) => (
                <Checkbox
                  key={id}
                  size="xs"
                  label={label}
                  checked={chosen.includes(id)}
                  onChange={(event) =>
                    onChange(
                      event.currentTarget.checked ? [...chosen, id] : chosen.filter((one) => one !== id),
                    )
                  }
                />
              ))}
          </Stack>
        </ScrollArea.Autosize>
      </Popover.Dropdown>
    </Popover>
  )
}
