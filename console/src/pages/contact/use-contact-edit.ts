import { useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { apiVersion } from '../../api/client.ts'
import { ApiFailure, failureText } from '../../api/failure.ts'
import { useWorkplace } from '../../session/session.tsx'
import {
  contactKey,
  readContact,
  type SavedContact,
  updateContact,
  type VersionedContact,
} from './contact-queries.ts'
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
import { type FieldErrors, fieldErrors } from './field-errors.ts'

/** What a tab of the form needs. */
export interface TabProps {
  values: Values
  errors: FieldErrors
  change(name: string, value: unknown): void
}

/** How the last attempt to save has ended. */
export type SaveOutcome =
  | { kind: 'saved'; curl: string; ignored: string | null }
  | { kind: 'unchanged' }
  | { kind: 'refused'; text: string }
  | { kind: 'changed-by-others' }

/**
 * The values of a contact while a person edits them, and how they are saved: only what was changed is sent, for the
 * version of the contact that was read. If others have changed it meanwhile, their changes are taken over, and what both
 * have changed becomes conflicts to decide.
 */
export function useContactEdit(read: VersionedContact, fields: readonly CustomField[]) {
  const { api, location } = useWorkplace()
  const queryClient = useQueryClient()
  const [base, setBase] = useState(read)
  const before = valuesOf(base.contact, fields)
  const [values, setValues] = useState(before)
  const [outcome, setOutcome] = useState<SaveOutcome>()
  const [errors, setErrors] = useState<FieldErrors>({})
  const [conflicts, setConflicts] = useState<Conflict[]>([])
  const [isSaving, setSaving] = useState(false)
  const contactId = base.contact.id

  const change = (name: string, value: unknown) => {
    setValues((now) => ({ ...now, [name]: value }))
    setErrors(({ [name]: _, ...others }) => others)
    setOutcome(undefined)
  }

  const take = (next: VersionedContact, nextValues: Values, nextConflicts: Conflict[]) => {
    setBase(next)
    queryClient.setQueryData(contactKey(location.id, contactId), next)
    setValues(nextValues)
    setConflicts(nextConflicts)
  }

  const takeSaved = ({ contact, etag, ignored }: SavedContact, body: object) => {
    take({ contact, etag }, valuesOf(contact, fields), [])
    setErrors({})
    setOutcome({
      kind: 'saved',
      curl: curlLine(window.location.origin, contactId, apiVersion, body),
      ignored,
    })
    // Lists show the contact, too.
    void queryClient.invalidateQueries({ queryKey: ['contacts', location.id] })
  }

  const takeOver = async () => {
    const next = await readContact(api, contactId)
    const merged = mergeChanges(before, valuesOf(next.contact, fields), values)
    take(next, merged.values, merged.conflicts)
    setOutcome({ kind: 'changed-by-others' })
  }

  const save = async () => {
    const body = changesOf(base.contact, before, values)
    if (Object.keys(body).length === 0) return setOutcome({ kind: 'unchanged' })
    const result = await updateContact(api, base, body)
    if (!(result instanceof ApiFailure)) return takeSaved(result, body)
    if (result.status === 412) return takeOver()
    setErrors(fieldErrors(result, changedFields(before, values), fields))
    setOutcome({ kind: 'refused', text: result.message })
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

  const isDirty = changedFields(before, values).length > 0
  return { tab: { values, errors, change }, outcome, conflicts, decide, submit, isSaving, isDirty }
}
