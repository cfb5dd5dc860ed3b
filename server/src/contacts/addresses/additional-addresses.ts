import { foldCase } from '../../lib/fold-case.ts'

/** An email that a contact has beside its first, as stored and answered. */
export interface AdditionalEmail {
  email: string
}

/** A phone that a contact has beside its first, in E.164, as stored and answered. */
export interface AdditionalPhone {
  phone: string
  phoneLabel?: string
}

/** The emails of a body: texts, or objects as answers have them. An empty text is none. */
export const sentEmails = (sent: readonly (string | AdditionalEmail)[] | null): AdditionalEmail[] =>
  (sent ?? [])
    .map((item) => ({ email: typeof item === 'string' ? item : item.email }))
    .filter(({ email }) => email !== '')

/** The phones of a body, as they were sent. An empty text is none. */
export const sentPhones = (sent: readonly (string | AdditionalPhone)[] | null): AdditionalPhone[] =>
  (sent ?? [])
    .map((item) => (typeof item === 'string' ? { phone: item } : item))
    .filter(({ phone }) => phone !== '')

/** The emails without the contact's first, each once, whatever its case. Where nothing goes, the same list. */
export const besideEmail = (emails: AdditionalEmail[], first: string | undefined): AdditionalEmail[] =>
  eachOnce(emails, ({ email }) => foldCase(email), first === undefined ? undefined : foldCase(first))

/** The phones without the contact's first, each once. Where nothing goes, the same list. */
export const besidePhone = (phones: AdditionalPhone[], first: string | undefined): AdditionalPhone[] =>
  eachOnce(phones, ({ phone }) => phone, first)

function eachOnce<Item>(items: Item[], keyOf: (item: Item) => string, first: string | undefined): Item[] {
  const seen = new Set<string | undefined>([first])
  const kept = items.filter((item) => {
    const key = keyOf(item)
    const isNew = !seen.has(key)
    seen.add(key)
    return isNew
  })
  return kept.length === items.length ? items : kept
}

/** What a contact is found by: the kind of an address, and its value as it is looked up. */
export interface Address {
  kind: 'email' | 'phone'
  /** An email folded, a phone in E.164. */
  value: string
}

type Addressed = {
  email?: string | undefined
  phone?: string | undefined
  additionalEmails: readonly AdditionalEmail[]
  additionalPhones: readonly AdditionalPhone[]
}

export const emailAddress = (email: string): Address => ({ kind: 'email', value: foldCase(email) })
export const phoneAddress = (phone: string): Address => ({ kind: 'phone', value: phone })

/** The additional addresses of a contact. */
export const additionalAddresses = (contact: Addressed): Address[] => [
  ...contact.additionalEmails.map(({ email }) => emailAddress(email)),
  ...contact.additionalPhones.map(({ phone }) => phoneAddress(phone)),
]

/** All addresses of a contact: its emails, the first of them first, then its phones. */
export const addressesOf = (contact: Addressed): Address[] => [
  ...(contact.email === undefined ? [] : [emailAddress(contact.email)]),
  ...contact.additionalEmails.map(({ email }) => emailAddress(email)),
  ...(contact.phone === undefined ? [] : [phoneAddress(contact.phone)]),
  ...contact.additionalPhones.map(({ phone }) => phoneAddress(phone)),
]

/** Those addresses that others don't hold. */
export function without(addresses: readonly Address[], others: readonly Address[]): Address[] {
  const known = new Set(others.map(keyOfAddress))
  return addresses.filter((address) => !known.has(keyOfAddress(address)))
}

export const isAmong = ({ kind, value }: Address, addresses: readonly Address[]): boolean =>
  addresses.some((address) => address.kind === kind && address.value === value)

const keyOfAddress = ({ kind, value }: Address) => `${kind} ${value}`
