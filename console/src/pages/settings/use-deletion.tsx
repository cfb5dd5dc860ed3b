import { type ReactNode, useState } from 'react'
import { DeleteDialog } from './form-dialog.tsx'
import { useRefresh } from './use-refresh.ts'

interface Deletion<Item> {
  /** Opens the dialog about an item. */
  ask: (item: Item) => void
  /** The dialog, while it is open. */
  dialog: ReactNode
}

/**
 * Deletes an item of a list after a question, and reads the list again.
 * @param text what follows from it. @param queryKey of the list. @param verb what the buttons say; `Delete` by default.
 */
export function useDeletion<Item extends { name: string }>({
  queryKey,
  remove,
  ...words
}: {
  queryKey: readonly string[]
  remove: (item: Item) => Promise<unknown>
  text: string
  verb?: string
}): Deletion<Item> {
  const [item, ask] = useState<Item>()
  const refresh = useRefresh(queryKey)
  const dialog = item && (
    <DeleteDialog
      {...words}
      name={item.name}
      onClose={() => ask(undefined)}
      onDelete={async () => {
        await remove(item)
        await refresh()
      }}
    />
  )
  return { ask, dialog }
}
