import { foldCase } from '../../../lib/fold-case.ts'

/** An additional email, as stored and returned. */
export interface AdditionalEmail {
  email: string
}

/** An additional phone in E.164, as stored and returned. */
export interface AdditionalPhone {
  phone: string
  phoneLabel?: string
}

/** The emails of a body: strings, or objects as in responses. Ignores empty strings. */
export const sentEmails = (sent: readonly (string | AdditionalEmail)[] | null): AdditionalEmail[] =>
  (sent ?? [])
    .map((item) => ({ email: typeof item === 'string' ? item : item.email }))
    .filter(({ email }) => email !== '')

/** The phones of a body, as sent. Ignores empty strings. */
export const sentPhones = (sent: readonly (string | AdditionalPhone)[] | null): AdditionalPhone[] =>
  (sent ?? [])
    .map((item) => (typeof item === 'string' ? { phone: item } : item))
    .filter(({ phone }) => phone !== '')

/** Removes the contact's first email and duplicates, ignoring case. @returns the same list if nothing is removed. */
export const withoutFirstEmail = (emails: AdditionalEmail[], first: string | undefined): AdditionalEmail[] =>
  eachOnce(emails, ({ email }) => foldCase(email), first === undefined ? undefined : foldCase(first))

/** Removes the contact's first phone and duplicates. @returns the same list if nothing is removed. */
export const withoutFirstPhone = (phones: AdditionalPhone[], first: string | undefined): AdditionalPhone[] =>
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

/** A lookup key of contacts: the kind of an address, and its normalized value. */
export interface Address {
  kind: 'email' | 'phone'
  /** A case-folded email, or a phone in E.164. */
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

/** All addresses of a contact: its emails, then its phones, each with the first one first. */
export const addressesOf = (contact: Addressed): Address[] => [
  ...(contact.email === undefined ? [] : [emailAddress(contact.email)]),
  ...contact.additionalEmails.map(({ email }) => emailAddress(email)),
  ...(contact.phone === undefined ? [] : [phoneAddress(contact.phone)]),
  ...contact.additionalPhones.map(({ phone }) => phoneAddress(phone)),
]

/** The addresses that are not among `others`. */
export function without(addresses: readonly Address[], others: readonly Address[]): Address[] {
  const known = new Set(others.map(keyOfAddress))
  return addresses.filter((address) => !known.has(keyOfAddress(address)))
}

/** The addresses that a location uses as identifiers, in its order. */
export const inOrderOf = (
  identifiers: readonly Address['kind'][],
  addresses: readonly Address[],
): Address[] => identifiers.flatMap((kind) => addresses.filter((address) => address.kind === kind))

export const isAmong = ({ kind, value }: Address, addresses: readonly Address[]): boolean =>
  addresses.some((address) => address.kind === kind && address.value === value)

const keyOfAddress = ({ kind, value }: Address) => `${kind} ${value}`
