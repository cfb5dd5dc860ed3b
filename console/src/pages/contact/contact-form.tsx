import { Button, Group, Paper, Text } from '@mantine/core'
import { Problem } from '../../parts/problem.tsx'
import { Conflicts } from './conflicts.tsx'
import type { VersionedContact } from './contact-queries.ts'
import type { CustomField } from './contact-values.ts'
import { CurlLine } from './curl-line.tsx'
import { FieldTabs } from './field-tabs.tsx'
import { useContactEdit } from './use-contact-edit.ts'
import { useUnsavedWarning } from './use-unsaved-warning.ts'

/** The fields of a contact, to change and to save. What others have changed meanwhile is decided here. */
export function ContactForm({ read, fields }: { read: VersionedContact; fields: CustomField[] }) {
  const { tab, outcome, conflicts, decide, submit, isSaving, isDirty } = useContactEdit(read, fields)
  useUnsavedWarning(isDirty)
  return (
    <Paper
      component="form"
      onSubmit={submit}
      withBorder
      radius="lg"
      p="md"
      aria-label="Fields of the contact"
      noValidate
    >
      <FieldTabs tab={tab} fields={fields} />
      {outcome?.kind === 'refused' && <Problem>{outcome.text}</Problem>}
      {outcome?.kind === 'changed-by-others' && (
        <Conflicts conflicts={conflicts} fields={fields} onDecided={decide} />
      )}
      <Group mt="sm" justify="space-between" wrap="wrap" className="save-bar">
        <Text role="status" size="sm" c="dimmed" component="div">
          {outcome?.kind === 'saved' && 'Saved.'}
          {outcome?.kind === 'saved' &&
            outcome.ignored !== null &&
            ' A part was left out: it is among no options of its field.'}
          {outcome?.kind === 'unchanged' && 'Nothing has changed.'}
        </Text>
        <Button type="submit" loading={isSaving} disabled={conflicts.length > 0}>
          Save
        </Button>
      </Group>
      {outcome?.kind === 'saved' && <CurlLine line={outcome.curl} />}
    </Paper>
  )
}
