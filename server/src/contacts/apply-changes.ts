import type { Actor } from '../auth/actor.ts'
import { parseBirthday } from '../lib/birthday.ts'
import {
  type AdditionalPhone,
  besideEmail,
  besidePhone,
  sentEmails,
} from './addresses/additional-addresses.ts'
import { type Contact, type CustomFieldEntry, completed, splitName } from './contact.ts'
import type { CreateContactBody, UpdateContactBody } from './contact-schemas.ts'
import { mergeDndSettings, mergeInboundDndSettings } from './dnd.ts'
import { normaliseTags } from './tags.ts'

/** What a body asks for, once everything that needs the location (phone, custom fields) has been read. */
export interface Changes {
  body: UpdateContactBody & Pick<CreateContactBody, 'gender'>
  /** E.164; only where the body has a phone that isn't cleared. */
  phone?: string
  /** In E.164; only where the body has some. */
  additionalPhones?: AdditionalPhone[]
  /** The custom fields as they will stand; only where the body has some. */
  customFields?: CustomFieldEntry[]
}

/** The fields that `null` and `""` clear and that are stored as they came. */
const plainFields = [
  'firstName',
  'lastName',
  'email',
  'address1',
  'city',
  'state',
  'postalCode',
  'country',
  'website',
  'timezone',
  'source',
  'companyName',
  'assignedTo',
  'gender',
] as const

/** Lays the changes over a contact. Pure; who did it and when is `stamped` on afterwards. */
export function applyChanges(before: Contact, changes: Changes): Contact {
  const { body } = changes
  const draft = { ...before }
  if (body.name !== undefined) Object.assign(draft, splitName(body.name ?? ''))
  for (const field of plainFields) {
    const value = body[field]
    if (value !== undefined) draft[field] = value === null || value === '' ? undefined : value
  }
  if (body.phone !== undefined) draft.phone = changes.phone
  if (body.email !== undefined || body.additionalEmails !== undefined) {
    const { additionalEmails: sent } = body
    draft.additionalEmails = besideEmail(
      sent === undefined ? before.additionalEmails : sentEmails(sent),
      draft.email,
    )
  }
  if (body.phone !== undefined || body.additionalPhones !== undefined)
    draft.additionalPhones = besidePhone(changes.additionalPhones ?? before.additionalPhones, draft.phone)
  if (body.dateOfBirth !== undefined) draft.dateOfBirth = parseBirthday(body.dateOfBirth ?? '')
  if (body.tags !== undefined) draft.tags = normaliseTags(body.tags)
  if (changes.customFields !== undefined) draft.customFields = changes.customFields
  if (body.dnd !== undefined) draft.dnd = body.dnd
  if (body.dndSettings !== undefined)
    draft.dndSettings = mergeDndSettings(before.dndSettings, body.dndSettings)
  if (body.inboundDndSettings !== undefined) {
    draft.inboundDndSettings = mergeInboundDndSettings(before.inboundDndSettings, body.inboundDndSettings)
  }
  return completed(draft)
}

/** The contact after a change, with the traces of it: who, when, and, where Do Not Disturb changed, that too. */
export function stamped(before: Contact, after: Contact, actor: Actor): Contact {
  const dndChanged =
    after.dnd !== before.dnd || JSON.stringify(after.dndSettings) !== JSON.stringify(before.dndSettings)
  return {
    ...after,
    dateUpdated: actor.timestamp,
    lastUpdatedBy: actor,
    dndDate: dndChanged ? actor.timestamp : after.dndDate,
  }
}
