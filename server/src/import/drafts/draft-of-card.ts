import { dndChannels } from '../../api/contacts/dnd.ts'
import { foldCase } from '../../lib/fold-case.ts'
import { partsOf, propertiesOf, unescaped, type VcardProperty } from '../reading/vcard-properties.ts'
import { isContactId } from '../values/contact-ids.ts'
import { addCustom, addressAt, type Draft, newDraft, takeOptOut } from './draft.ts'

/** Types of phones that no person answers. */
const machines = ['fax', 'pager', 'modem', 'bbs'] as const

/** What one vCard says. Pictures, keys and ids of the card are left out. */
export function draftOfCard(card: string): Draft {
  const draft = newDraft()
  const properties = propertiesOf(card).filter(({ value }) => value.trim() !== '')
  const kind = properties.find(({ name }) => name === 'KIND' || name === 'X-ADDRESSBOOKSERVER-KIND')
  if (kind && /^(group|location|device)$/i.test(kind.value.trim())) {
    draft.flaw = `the card is a ${kind.value.trim().toLowerCase()}, no person`
    return draft
  }
  const inGroup = (name: string, group: string | undefined) =>
    group === undefined ? undefined : properties.find((other) => other.name === name && other.group === group)
  const counts = new Map<string, number>()
  for (const property of properties) {
    const count = counts.get(property.name) ?? 0
    counts.set(property.name, count + 1)
    take(draft, property, {
      rank: preference(property) * 1000 + count,
      label: labelOf(inGroup('X-ABLABEL', property.group)?.value),
      countryCode: inGroup('X-ABADR', property.group)?.value,
    })
  }
  takeName(draft, properties)
  return draft
}

/** 1 is the most preferred, 101 is not preferred. */
function preference({ types, parameters }: VcardProperty): number {
  const stated = Number(parameters.get('PREF'))
  if (stated >= 1 && stated <= 100) return stated
  return types.has('pref') ? 1 : 101
}

/** `_$!<Spouse>!$_` is Apple's own, other labels were typed. */
const labelOf = (text: string | undefined): string | undefined =>
  text === undefined ? undefined : unescaped(text).replace(/^_\$!<(.*)>!\$_$/, '$1')

interface Around {
  rank: number
  label: string | undefined
  countryCode: string | undefined
}

function take(draft: Draft, property: VcardProperty, { rank, label, countryCode }: Around): void {
  const { name, value } = property
  const text = unescaped(value)
  switch (name) {
    case 'EMAIL':
      draft.emails.push({ text, rank })
      return
    case 'TEL':
      takePhone(draft, property, rank)
      return
    case 'ADR':
      takeAddress(draft, value, rank, countryCode)
      return
    case 'ORG': {
      const [company, ...departments] = partsOf(value, ';')
      if (company) draft.plain.companyName ??= company
      const department = departments.filter((part) => part !== '').join(', ')
      if (department) addCustom(draft, 'Department', department)
      return
    }
    case 'URL':
      draft.plain.website ??= text
      return
    case 'NOTE':
      draft.notes.push(text)
      return
    case 'CATEGORIES':
      draft.tags.push(...partsOf(value, ',').filter((tag) => tag !== ''))
      return
    case 'BDAY':
      draft.birthday ??= omittedYear(property) ?? text
      return
    case 'UID':
      if (isContactId(text)) draft.id ??= text
      return
    case 'TZ':
      if (/^[A-Za-z]+\//.test(text)) draft.timezone ??= text
      return
    case 'X-CONTACTD-SOURCE':
      draft.plain.source ??= text
      return
    case 'X-CONTACTD-GENDER':
      draft.plain.gender ??= text
      return
    case 'X-CONTACTD-ASSIGNED-TO':
      draft.plain.assignedTo ??= text
      return
    case 'X-CONTACTD-CREATED':
      draft.dateAdded.push({ text, rank })
      return
    case 'X-CONTACTD-DND':
      takeStatedOptOut(draft, text)
      return
    case 'X-ANDROID-CUSTOM': {
      const [type = '', first = ''] = partsOf(value, ';')
      if (first) addCustom(draft, androidNames[type.split('/')[1] ?? ''] ?? type, first)
      return
    }
    case 'X-ABRELATEDNAMES':
    case 'X-ABDATE':
    case 'X-CONTACTD-FIELD':
      addCustom(draft, label ?? labels[name], text)
      return
    default: {
      const field = customNames[name]
      if (field !== undefined) addCustom(draft, field, text)
    }
  }
}

/** `all`, a channel, or `inbound`, as an export writes them. */
function takeStatedOptOut(draft: Draft, text: string): void {
  const channel = [...dndChannels, 'all' as const, 'inbound' as const].find((one) => one === text)
  if (channel !== undefined) takeOptOut(draft, channel)
}

/** The names of properties that have a label of their own, without it. */
const labels = { 'X-ABDATE': 'Date', 'X-ABRELATEDNAMES': 'Related', 'X-CONTACTD-FIELD': 'Field' } as const

const customNames: Readonly<Record<string, string>> = {
  TITLE: 'Title',
  ROLE: 'Role',
  NICKNAME: 'Nickname',
  ANNIVERSARY: 'Anniversary',
  'X-ANNIVERSARY': 'Anniversary',
  'X-SPOUSE': 'Spouse',
  'X-MANAGER': 'Manager',
  'X-ASSISTANT': 'Assistant',
  RELATED: 'Related',
  IMPP: 'Instant messaging',
  'X-SOCIALPROFILE': 'Social profile',
  GENDER: 'Gender',
  LANG: 'Language',
}

const androidNames: Readonly<Record<string, string>> = {
  nickname: 'Nickname',
  contact_event: 'Event',
  relation: 'Related',
}

/** Apple writes 1604 in place of a year that nobody gave. */
const omittedYear = ({ parameters, value }: VcardProperty): string | undefined => {
  const year = parameters.get('X-APPLE-OMIT-YEAR')
  return year !== undefined && value.trim().startsWith(year)
    ? value.trim().replace(`${year}-`, '--')
    : undefined
}

function takePhone(draft: Draft, { types, value, parameters }: VcardProperty, rank: number): void {
  const [number = '', ...further] = unescaped(value).replace(/^tel:/i, '').split(';')
  const machine = machines.find((type) => types.has(type))
  const word = machine && machine.charAt(0).toUpperCase() + machine.slice(1)
  if (word) {
    addCustom(draft, word, number)
    return
  }
  draft.phones.push({ text: number, rank })
  const extension = further.find((part) => /^ext=/i.test(part))?.slice(4) ?? parameters.get('EXT')
  if (extension) addCustom(draft, 'Extension', extension)
}

function takeAddress(draft: Draft, value: string, rank: number, code: string | undefined): void {
  const [box = '', extended = '', street = '', city, state, postalCode, country] = partsOf(value, ';')
  const address = addressAt(draft, rank)
  const lines = [street, extended, box].filter((line) => line !== '')
  const parts = { street: lines.join('\n'), city, state, postalCode, country: country || code?.toUpperCase() }
  for (const [part, text] of Object.entries(parts)) if (text) Object.assign(address, { [part]: text })
  if (Object.keys(address).length === 0) draft.addresses.delete(rank)
}

/** The parts of `N`, or else `FN`, unless it is the name of a company or repeats the phone, an email or the id. */
function takeName(draft: Draft, properties: readonly VcardProperty[]): void {
  const textOf = (name: string) => properties.find((property) => property.name === name)?.value ?? ''
  const [lastName, firstName, middle, prefix, suffix] = partsOf(textOf('N'), ';')
  const isCompany = /^company$/i.test(textOf('X-ABSHOWAS').trim())
  if (!isCompany && firstName) draft.plain.firstName = firstName
  if (!isCompany && lastName) draft.plain.lastName = lastName
  if (middle) addCustom(draft, 'Middle Name', middle)
  if (prefix) addCustom(draft, 'Prefix', prefix)
  if (suffix) addCustom(draft, 'Suffix', suffix)
  if (firstName || lastName) return
  const full = unescaped(textOf('FN'))
  const isRepeated =
    [draft.plain.companyName, draft.id].includes(full) ||
    draft.emails.some(({ text }) => foldCase(text) === foldCase(full))
  if (full && !isCompany && !isRepeated) draft.plain.name = full
  if (full && isCompany) draft.plain.companyName ??= full
}
