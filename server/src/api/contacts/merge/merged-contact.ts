import type { CustomFieldEntry, CustomFieldValue } from '../../custom-fields/values/custom-field-entry.ts'
import { withoutFirstEmail, withoutFirstPhone } from '../addresses/additional-addresses.ts'
import { type Contact, completed } from '../contact.ts'
import { type DndSettings, dndChannels } from '../dnd.ts'

/** The properties of which one contact's value is kept. Those of a group are taken together unless one is chosen. */
const groups = [
  ['firstName', 'lastName'],
  ['address1', 'city', 'state', 'postalCode', 'country'],
  ['email'],
  ['phone'],
  ['website'],
  ['source'],
  ['companyName'],
  ['timezone'],
  ['dateOfBirth'],
  ['gender'],
  ['assignedTo'],
  ['businessId'],
] as const satisfies readonly (readonly (keyof Contact)[])[]

/** A contact has a country without an address: it is no sign of one. */
const isSign = (field: string) => field !== 'country'

/** Properties that are put together from all contacts, unless one is chosen. */
const combined = ['dnd', 'dndSettings', 'inboundDndSettings'] as const

type Chosen = (typeof groups)[number][number] | (typeof combined)[number]

/** The properties that a merge lets choose, besides custom fields. */
const chosenFields: readonly string[] = [...groups.flat(), ...combined]

const ofCustomField = 'customFields.'

/** Whether a merge lets choose a property of that name. */
export const isChosenField = (name: string): boolean =>
  chosenFields.includes(name) || (name.startsWith(ofCustomField) && name.length > ofCustomField.length)

/** What a merge keeps. */
export interface MergeChoice {
  /** The id of the contact whose value is kept, by the name of the property. */
  fields: Readonly<Record<string, string>>
  /** The most files of each custom field that takes files, by its id. */
  fileLimits: ReadonlyMap<string, number>
}

/**
 * Merges contacts into the first of them. A property that is not chosen keeps its value; if it has none, it takes that
 * of the first other contact which has one. Tags, followers and addresses of all are kept, and so is every Do Not
 * Disturb.
 */
export function mergedContact(
  [target, ...others]: readonly [Contact, ...Contact[]],
  { fields, fileLimits }: MergeChoice,
): Contact {
  const all = [target, ...others]
  const chosen = (name: Chosen | `customFields.${string}`) => all.find(({ id }) => id === fields[name])
  const after: Contact = { ...target, ...combinedDnd(all) }
  const take = <Field extends Chosen>(field: Field, from: Contact) => {
    after[field] = from[field]
  }
  for (const group of groups) {
    const owner = all.find((one) => group.some((field) => isSign(field) && one[field] !== undefined))
    for (const field of group) take(field, chosen(field) ?? owner ?? target)
  }
  for (const field of combined) {
    const one = chosen(field)
    if (one !== undefined) take(field, one)
  }
  const emails = all.flatMap(({ email, additionalEmails }) => [
    ...(email === undefined ? [] : [{ email }]),
    ...additionalEmails,
  ])
  const phones = all.flatMap(({ phone, additionalPhones }) => [
    ...(phone === undefined ? [] : [{ phone }]),
    ...additionalPhones,
  ])
  return completed({
    ...after,
    tags: union(all.map(({ tags }) => tags)),
    followers: union(all.map(({ followers }) => followers)),
    additionalEmails: kept(target.additionalEmails, withoutFirstEmail(emails, after.email)),
    additionalPhones: kept(target.additionalPhones, withoutFirstPhone(phones, after.phone)),
    customFields: mergedCustomFields(all, chosen, fileLimits),
  })
}

const union = (lists: readonly string[][]): string[] => [...new Set(lists.flat())]

/** The list as it was, if nothing is new: an unchanged list is not written. */
const kept = <Item>(before: Item[], after: Item[]): Item[] =>
  after.length === before.length && after.every((item, at) => item === before[at]) ? before : after

/** A person who refused a channel as one contact refused it. */
function combinedDnd(all: readonly Contact[]): Pick<Contact, (typeof combined)[number] | 'dndDate'> {
  const settings: DndSettings = {}
  for (const channel of dndChannels) {
    const known = all.flatMap(({ dndSettings }) => dndSettings?.[channel] ?? [])
    const setting =
      known.find(({ status }) => status === 'permanent') ??
      known.find(({ status }) => status === 'active') ??
      known[0]
    if (setting !== undefined) settings[channel] = setting
  }
  const inbound = all.flatMap(({ inboundDndSettings }) => inboundDndSettings ?? [])
  return {
    dnd: all.some(({ dnd }) => dnd),
    dndDate: all.find(({ dndDate }) => dndDate !== undefined)?.dndDate,
    dndSettings: Object.keys(settings).length > 0 ? settings : all[0]?.dndSettings,
    inboundDndSettings: inbound.find(({ all }) => all?.status === 'active') ?? inbound[0],
  }
}

function mergedCustomFields(
  all: readonly Contact[],
  chosen: (name: `customFields.${string}`) => Contact | undefined,
  fileLimits: ReadonlyMap<string, number>,
): CustomFieldEntry[] {
  const ids = new Set(all.flatMap(({ customFields }) => customFields.map(({ id }) => id)))
  return [...ids].flatMap((id) => {
    const valueIn = (contact: Contact) => contact.customFields.find((entry) => entry.id === id)?.value
    const one = chosen(`customFields.${id}`)
    const values = (one === undefined ? all : [one]).map(valueIn).filter((value) => value !== undefined)
    const [value] = values
    if (value === undefined) return []
    const limit = fileLimits.get(id)
    return [{ id, value: limit === undefined ? value : mergedFiles(values, limit) }]
  })
}

/** The files of all values, those of the first one first, up to the limit of the field. */
function mergedFiles(values: readonly CustomFieldValue[], limit: number): CustomFieldValue {
  const files = values.filter((value) => typeof value === 'object' && !Array.isArray(value))
  // Of equal keys the first one counts.
  const entries = files.flatMap((value) => Object.entries(value))
  const byKey = new Map(entries.reverse())
  return Object.fromEntries([...byKey].reverse().slice(0, limit))
}
