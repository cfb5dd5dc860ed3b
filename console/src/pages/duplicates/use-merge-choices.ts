import { useState } from 'react'
import { type Contact, differingFields, type Field, keptOf } from './merge-fields.ts'

export type MergeChoices = ReturnType<typeof useMergeChoices>

/** What a person chooses before contacts are merged: who is the same person, which contact stays, and which values. */
export function useMergeChoices(
  contacts: readonly Contact[],
  customFields: readonly { id: string; name: string }[],
) {
  const [leftOut, setLeftOut] = useState<readonly string[]>([])
  const [targetId, setTargetId] = useState(contacts[0]?.id ?? '')
  const [chosen, setChosen] = useState<Readonly<Record<string, string>>>({})
  const included = contacts.filter(({ id }) => !leftOut.includes(id))
  return {
    leftOut,
    included,
    target: included.find(({ id }) => id === targetId) ?? included[0],
    /** The fields in which the included contacts differ. */
    fields: differingFields(included, customFields),
    /** The contact whose value of a field is kept if `target` stays. */
    keptIn: (field: Field, target: Contact) => keptOf(field, included, target, chosen),
    setTargetId,
    include: (id: string, isIncluded: boolean) =>
      setLeftOut(isIncluded ? leftOut.filter((one) => one !== id) : [...leftOut, id]),
    choose: (field: Field, id: string) => setChosen({ ...chosen, [field.key]: id }),
  }
}
