import { Button } from '@mantine/core'

/** Deletes a record. @param what for screen readers: `the note “Call back”`. */
export function DeleteRecord({ what, onDelete }: { what: string; onDelete: () => void }) {
  return (
    <Button
      size="compact-xs"
      variant="subtle"
      className="danger"
      aria-label={`Delete ${what}`}
      onClick={onDelete}
    >
      Delete
    </Button>
  )
}
