import { type Principal, scopeOf } from '../../../auth/principal.ts'
import { errors } from '../../../http/errors.ts'
import { ownTurn } from '../../../lib/own-turn.ts'
import { readInSlices, rowsOf } from '../../../storage/read-in-slices.ts'
import type { ReadTx, Storage } from '../../../storage/storage.ts'
import { requireLocation } from '../../locations/named-location.ts'
import type { Address } from '../addresses/additional-addresses.ts'
import { heldFirst } from '../addresses/address-store.ts'
import type { Contact } from '../contact.ts'
import { findContact } from '../contact-store.ts'
import type { DuplicatesQuery } from './duplicate-schemas.ts'
import {
  type Holder,
  listAdditionalAddresses,
  listFirstEmails,
  listFirstPhones,
  listHoldersOfAdditional,
  listHoldersOfEmail,
  listHoldersOfPhone,
} from './shared-address-store.ts'

/** How many addresses one read examines, a few milliseconds, and how many one page examines. */
const addressesPerRead = { first: 5000, additional: 1000 }
const readsPerPage = 40
/** How many groups one page reads, with those that an earlier page has. */
const groupsPerPage = 500
/** The most contacts of a group that are counted, and that are returned. */
const maxCounted = 100
const maxReturned = 10
const usualLimit = 20

/** The contacts that share an address, oldest first. */
export interface Duplicates extends Address {
  kind: Address['kind']
  total: number
  contacts: Pick<Contact, 'id' | 'name' | 'email' | 'phone' | 'companyName' | 'dateAdded' | 'dateUpdated'>[]
}

/** One index of addresses. All are examined one after the other. */
const phases = [
  { name: 'email', kind: 'email', isFirst: true },
  { name: 'phone', kind: 'phone', isFirst: true },
  { name: 'additionalEmail', kind: 'email', isFirst: false },
  { name: 'additionalPhone', kind: 'phone', isFirst: false },
] as const
type Phase = (typeof phases)[number]

/** Where a page begins: behind an address of a phase. */
interface Place {
  phase: number
  after: string
}

/**
 * Lists the groups of a location's contacts that share an email or a phone. Examines a limited number of addresses, so
 * a page may have fewer groups than asked for.
 * @throws ApiError 403 for the location, 422 for `startAfter`.
 */
export async function listDuplicates(
  { storage }: { storage: Pick<Storage, 'read'> },
  principal: Principal,
  { locationId, startAfter, limit = usualLimit }: DuplicatesQuery,
): Promise<{ duplicates: Duplicates[]; startAfter?: string }> {
  const scope = scopeOf(principal)
  await storage.read((tx) => requireLocation(tx, principal, locationId), scope)
  const duplicates: Duplicates[] = []
  let place = startAfter === undefined ? { phase: 0, after: '' } : placeIn(startAfter)
  let groups = 0
  const isFull = () => duplicates.length === limit || groups === groupsPerPage
  for (let reads = 0; reads < readsPerPage && !isFull(); reads++) {
    const phase = phases[place.phase]
    if (phase === undefined) return { duplicates }
    const { after } = place
    await ownTurn()
    const found = await storage.read((tx) => sharedAddresses(tx, phase, { locationId, after }), scope)
    for (const value of found.values) {
      if (isFull()) break
      groups += 1
      const group = await readGroup(storage, phase, { locationId, value }, scope)
      if (group !== undefined) duplicates.push(group)
      place = { phase: place.phase, after: value }
    }
    if (!isFull()) place = found.next === undefined ? nextPhase(place) : { ...place, after: found.next }
  }
  return phases[place.phase] === undefined ? { duplicates } : { duplicates, startAfter: textOf(place) }
}

const nextPhase = ({ phase }: Place): Place => ({ phase: phase + 1, after: '' })
const textOf = ({ phase, after }: Place) => `${phases[phase]?.name}:${after}`

function placeIn(text: string): Place {
  const [, name, after = ''] = /^(\w+):(.*)$/s.exec(text) ?? []
  const phase = phases.findIndex((one) => one.name === name)
  if (phase < 0) throw errors.unprocessable(['startAfter must be that of the previous page'])
  return { phase, after }
}

/**
 * The next addresses of an index that several contacts may have.
 * @returns `next`: how far the index was examined; undefined at its end.
 */
async function sharedAddresses(
  tx: ReadTx,
  { kind, isFirst }: Phase,
  { locationId, after }: { locationId: string; after: string },
): Promise<{ values: string[]; next: string | undefined }> {
  const limit = isFirst ? addressesPerRead.first : addressesPerRead.additional
  const range = { locationId, after, limit }
  const rows = isFirst
    ? await tx.all(kind === 'email' ? listFirstEmails : listFirstPhones, range)
    : await tx.all(listAdditionalAddresses, { ...range, kind })
  const counts = new Map<string, number>()
  for (const { value } of rows) counts.set(value, (counts.get(value) ?? 0) + 1)
  const isEnd = rows.length < limit
  const last = rows.at(-1)?.value
  // The last address may go on behind what was read: the next read begins with it, unless it is the only one.
  if (!isEnd && last !== undefined && counts.size > 1) counts.delete(last)
  const examined = [...counts.keys()]
  const held = isFirst ? new Set<string>() : await heldFirst(tx, { locationId, kind }, examined)
  return {
    values: examined.filter((value) => (counts.get(value) ?? 0) > 1 || held.has(value)),
    next: isEnd ? undefined : examined.at(-1),
  }
}

/** @returns undefined if only one contact has it, or if it was already found among the first addresses. */
async function readGroup(
  storage: Pick<Storage, 'read'>,
  { kind, isFirst }: Phase,
  { locationId, value }: { locationId: string; value: string },
  scope: ReturnType<typeof scopeOf>,
): Promise<Duplicates | undefined> {
  const params = { locationId, value, limit: maxCounted }
  const { first, additional } = await storage.read(
    async (tx) => ({
      first: await tx.all(kind === 'email' ? listHoldersOfEmail : listHoldersOfPhone, params),
      additional: await tx.all(listHoldersOfAdditional, { ...params, kind }),
    }),
    scope,
  )
  const byId = new Map<string, Holder>([...first, ...additional].map((holder) => [holder.id, holder]))
  if (byId.size < 2 || (!isFirst && first.length > 1)) return undefined
  const holders = [...byId.values()].slice(0, maxReturned)
  const find = (tx: ReadTx, { id }: Holder) => tx.get(findContact, { locationId, id })
  const rows = await rowsOf(readInSlices(storage, holders, find, { scope }))
  const contacts = rows.map(({ document }) => {
    const { id, name, email, phone, companyName, dateAdded, dateUpdated } = JSON.parse(document) as Contact
    return { id, name, email, phone, companyName, dateAdded, dateUpdated }
  })
  return { kind, value, total: Math.min(byId.size, maxCounted), contacts }
}
