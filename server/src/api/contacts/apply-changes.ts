import type { Actor } from '../../auth/actor.ts'
import { parseBirthday } from '../../lib/birthday.ts'
import { isSameJson } from '../../lib/same-json.ts'
import type { CustomFieldEntry } from '../custom-fields/values/custom-field-entry.ts'
import {
  type AdditionalEmail,
  type AdditionalPhone,
  withoutFirstEmail,
  withoutFirstPhone,
} from './addresses/additional-addresses.ts'
import { type Contact, completed, splitName } from './contact.ts'
import type { CreateContactBody, UpdateContactBody } from './contact-schemas.ts'
import { mergeDndSettings, mergeInboundDndSettings } from './dnd.ts'
import { normaliseTags } from './tags.ts'

/** The changes of a body. The phones and custom fields, which depend on the location, are resolved. */
export interface Changes {
  body: UpdateContactBody & Pick<CreateContactBody, 'gender'>
  /** In E.164; missing if the body has no phone or clears it. */
  phone?: string
  /** The new additional emails; missing if they do not change. */
  additionalEmails?: AdditionalEmail[]
  /** The new additional phones, in E.164; missing if they do not change. */
  additionalPhones?: AdditionalPhone[]
  /** The resulting custom fields; missing if the body has none. */
  customFields?: CustomFieldEntry[]
}

type Body = Changes['body']

/** The properties of a body that `applyChanges` handles one by one. */
type HandledProperty =
  | 'name'
  | 'phone'
  | 'dateOfBirth'
  | 'tags'
  | 'customFields'
  | 'dnd'
  | 'dndSettings'
  | 'inboundDndSettings'
type PlainField = Exclude<keyof Body, HandledProperty>

/**
 * Properties that are stored as sent, and that `null` and `""` clear. A new property of the schema causes a type error
 * until it is listed here or handled below.
 */
const plainFieldTable: Record<PlainField, true> = {
  firstName: true,
  lastName: true,
  email: true,
  address1: true,
  city: true,
  state: true,
  postalCode: true,
  country: true,
  website: true,
  timezone: true,
  source: true,
  companyName: true,
  assignedTo: true,
  gender: true,
}
const plainFields = Object.keys(plainFieldTable) as PlainField[]

/** Applies the changes to a contact. Pure: `stamped` adds the author and the time afterwards. */
export function applyChanges(before: Contact, changes: Changes): Contact {
  const { body } = changes
  const draft = { ...before }
  if (body.name !== undefined) Object.assign(draft, splitName(body.name ?? ''))
  for (const field of plainFields) {
    const value = body[field]
    if (value !== undefined) draft[field] = value === null || value === '' ? undefined : value
  }
  if (body.phone !== undefined) draft.phone = changes.phone
  if (body.email !== undefined || changes.additionalEmails !== undefined)
    draft.additionalEmails = withoutFirstEmail(
      changes.additionalEmails ?? before.additionalEmails,
      draft.email,
    )
  if (body.phone !== undefined || changes.additionalPhones !== undefined)
    draft.additionalPhones = withoutFirstPhone(
      changes.additionalPhones ?? before.additionalPhones,
      draft.phone,
    )
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

/** Adds the author and the time of a change to the contact, and the time to `dndDate` if Do Not Disturb changed. */
export function stamped(before: Contact, after: Contact, actor: Actor): Contact {
  const dndChanged = after.dnd !== before.dnd || !isSameJson(after.dndSettings, before.dndSettings)
  return {
    ...after,
    dateUpdated: actor.timestamp,
    lastUpdatedBy: actor,
    dndDate: dndChanged ? actor.timestamp : after.dndDate,
  }
}
