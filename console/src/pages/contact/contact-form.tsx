import { Button, Group, Paper, Tabs, Text } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useEffect, useState } from 'react'
import { apiVersion } from '../../api/client.ts'
import { ApiFailure, failureText } from '../../api/failure.ts'
import { Problem } from '../../parts/problem.tsx'
import { useWorkplace } from '../../session/session.tsx'
import { Conflicts } from './conflicts.tsx'
import { contactKey, readContact, type VersionedContact } from './contact-queries.ts'
import {
  type Conflict,
  type CustomField,
  changedFields,
  changesOf,
  curlLine,
  mergeChanges,
  type Values,
  valuesOf,
} from './contact-values.ts'
import { CurlLine } from './curl-line.tsx'
import { CustomFieldsTab } from './custom-fields-tab.tsx'
import { DetailsTab } from './details-tab.tsx'
import { DndTab } from './dnd-tab.tsx'
import { type FieldErrors, fieldErrors } from './field-errors.ts'

/** What a tab of the form needs. */
export interface TabProps {
  values: Values
  errors: FieldErrors
  change(name: string, value: unknown): void
}

type Outcome =
  | { kind: 'saved'; curl: string; ignored: string | null }
  | { kind: 'unchanged' }
  | { kind: 'refused'; text: string }
  | { kind: 'changed-by-others' }

/**
 * The fields of a contact. It sends what was changed, for the version of the contact that was read: if others have
 * changed it meanwhile, their changes are taken over, and what both have changed is decided here.
 */
export function ContactForm({ read, fields }: { read: VersionedContact; fields: CustomField[] }) {
  const { api, location } = useWorkplace()
  const queryClient = useQueryClient()
  const [base, setBase] = useState(read)
  const before = valuesOf(base.contact, fields)
  const [values, setValues] = useState(before)
  const [outcome, setOutcome] = useState<Outcome>()
  const [errors, setErrors] = useState<FieldErrors>({})
  const [conflicts, setConflicts] = useState<Conflict[]>([])
  const [isSaving, setSaving] = useState(false)
  const contactId = base.contact.id
  const isDirty = changedFields(before, values).length > 0

  const change = (name: string, value: unknown) => {
    setValues((now) => ({ ...now, [name]: value }))
    setErrors(({ [name]: _, ...others }) => others)
    setOutcome(undefined)
  }

  const take = (next: VersionedContact) => {
    setBase(next)
    queryClient.setQueryData(contactKey(location.id, contactId), next)
  }

  const save = async () => {
    const body = changesOf(base.contact, before, values)
    if (Object.keys(body).length === 0) return setOutcome({ kind: 'unchanged' })
    const { data, error, response } = await api.PUT('/contacts/{contactId}', {
      params: { path: { contactId } },
      body,
      headers: { 'if-match': base.etag },
    })
    if (data !== undefined) {
      take({ contact: data.contact, etag: response.headers.get('etag') ?? '' })
      setValues(valuesOf(data.contact, fields))
      setConflicts([])
      setErrors({})
      const curl = curlLine(window.location.origin, contactId, apiVersion, body)
      setOutcome({ kind: 'saved', curl, ignored: response.headers.get('x-contactd-ignored-fields') })
      // Lists show the contact, too.
      void queryClient.invalidateQueries({ queryKey: ['contacts', location.id] })
      return
    }
    const failure = new ApiFailure(response.status, error)
    if (failure.status !== 412) {
      setErrors(fieldErrors(failure, changedFields(before, values), fields))
      return setOutcome({ kind: 'refused', text: failure.message })
    }
    const next = await readContact(api, contactId)
    const merged = mergeChanges(before, valuesOf(next.contact, fields), values)
    take(next)
    setValues(merged.values)
    setConflicts(merged.conflicts)
    setOutcome({ kind: 'changed-by-others' })
  }

  const submit = (event: FormEvent) => {
    event.preventDefault()
    setSaving(true)
    save()
      .catch((error: unknown) => setOutcome({ kind: 'refused', text: failureText(error) }))
      .finally(() => setSaving(false))
  }

  const decide = ({ name, theirs }: Conflict, whose: 'theirs' | 'mine') => {
    if (whose === 'theirs') setValues((now) => ({ ...now, [name]: theirs }))
    setConflicts((open) => open.filter((conflict) => conflict.name !== name))
  }

  useEffect(() => {
    if (!isDirty) return
    const ask = (event: BeforeUnloadEvent) => event.preventDefault()
    window.addEventListener('beforeunload', ask)
    return () => window.removeEventListener('beforeunload', ask)
  }, [isDirty])

  const tab = { values, errors, change }
  const countIn = (matches: (name: string) => boolean) => Object.keys(errors).filter(matches).length
  const isCustom = (name: string) => name.startsWith('customFields.')
  const isDnd = (name: string) => /^dnd|^inboundDnd/.test(name)
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
      <Tabs defaultValue="details" keepMounted={false}>
        <Tabs.List mb="md">
          <Tabs.Tab value="details">
            {labelWith(
              'Details',
              countIn((name) => !isCustom(name) && !isDnd(name)),
            )}
          </Tabs.Tab>
          <Tabs.Tab value="custom">{labelWith('Custom fields', countIn(isCustom))}</Tabs.Tab>
          <Tabs.Tab value="dnd">{labelWith('Do not disturb', countIn(isDnd))}</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="details">
          <DetailsTab {...tab} />
        </Tabs.Panel>
        <Tabs.Panel value="custom">
          <CustomFieldsTab {...tab} fields={fields} />
        </Tabs.Panel>
        <Tabs.Panel value="dnd">
          <DndTab {...tab} />
        </Tabs.Panel>
      </Tabs>
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

const labelWith = (label: string, count: number) =>
  count === 0 ? label : `${label} (${count === 1 ? '1 problem' : `${count} problems`})`
