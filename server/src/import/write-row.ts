import { createHash } from 'node:crypto'
import { inOrderOf } from '../api/contacts/addresses/additional-addresses.ts'
import { withAddresses } from '../api/contacts/addresses/change-addresses.ts'
import type { Contact } from '../api/contacts/contact.ts'
import { findContact } from '../api/contacts/contact-store.ts'
import { addContact, requireIdentity } from '../api/contacts/create-contact.ts'
import { wasDeleted } from '../api/contacts/deleted-contact-store.ts'
import { type StoredContact, storedContact } from '../api/contacts/find-contact.ts'
import { saveContact } from '../api/contacts/save-contact.ts'
import { addTags } from '../api/contacts/tags.ts'
import { changeContact } from '../api/contacts/update-contact.ts'
import { forMatch } from '../api/contacts/upsert/for-match.ts'
import {
  addressesIn,
  findMatch,
  heldElsewhere,
  sentAddresses,
} from '../api/contacts/upsert/upsert-contact.ts'
import type { LocationRow } from '../api/locations/location-store.ts'
import { identifiersOf } from '../api/locations/unique-identifiers.ts'
import { addNote } from '../api/notes/create-note.ts'
import { type Note, noteStatements } from '../api/notes/note.ts'
import type { PhonesContext } from '../api/phones/parse-phones-first.ts'
import { bounds } from '../api/schemas/bounds.ts'
import { requireUser } from '../api/users/find-user.ts'
import { actorOf } from '../auth/actor.ts'
import type { Principal } from '../auth/principal.ts'
import { ApiError } from '../http/api-error.ts'
import { foldCase } from '../lib/fold-case.ts'
import { beginningWith } from '../lib/ids.ts'
import type { ReadTx, WriteTx } from '../storage/storage.ts'
import type { ImportMode } from './import-choices.ts'
import type { JudgedRow, RowFields } from './judge-draft.ts'
import type { KnownAbsences } from './known-absences.ts'
import { isContactId } from './values/contact-ids.ts'

/** A row that the importer itself refuses. The message says why. */
export class RowRefusal extends Error {}

/** An import into one location. */
export interface RowPlace {
  location: LocationRow
  /** Writes as `import-…`, by the file: so rows that an earlier run of the same file has written are known. */
  principal: Principal
  /** SHA-256 of the file, in hexadecimal. */
  digest: string
  mode: ImportMode
}

/** A row within its transaction. */
interface PlacedRow {
  /** From 1, in its file. */
  number: number
  judged: JudgedRow
  absences: KnownAbsences
}

export interface RowOutcome {
  kind: 'created' | 'updated' | 'unchanged'
  /** What the row says and the contact does not have afterwards. */
  problems: string[]
  /** Whether it has another id than the row names, since a contact of another location has that one. */
  isRenumbered?: boolean
}

/**
 * Writes one row by the rules of Create, Update and Upsert Contact. The contact is found by the row's id, then by the
 * location's unique identifiers, then as what an earlier run made of the same row of the same file: a row has the same
 * effect once or twice.
 * @throws RowRefusal, ApiError 400, 422.
 */
export async function writeRow(
  tx: WriteTx,
  context: PhonesContext,
  place: RowPlace,
  placed: PlacedRow,
): Promise<RowOutcome> {
  const { judged, problems } = await withoutStranger(tx, place, placed.judged)
  const outcome = await writeJudged(tx, context, place, { ...placed, judged })
  return { ...outcome, problems: [...problems, ...outcome.problems] }
}

/** Leaves out the user of another location, to whom the contact was assigned where it came from. */
async function withoutStranger(
  tx: ReadTx,
  { location }: RowPlace,
  judged: JudgedRow,
): Promise<{ judged: JudgedRow; problems: string[] }> {
  const { assignedTo, ...fields } = judged.fields
  if (!assignedTo) return { judged, problems: [] }
  try {
    await requireUser(tx, location.id, assignedTo)
    return { judged, problems: [] }
  } catch (error) {
    if (!(error instanceof ApiError)) throw error
    return { judged: { ...judged, fields }, problems: [`assignedTo: ${error.message}`] }
  }
}

async function writeJudged(
  tx: WriteTx,
  context: PhonesContext,
  place: RowPlace,
  { number, judged: row, absences }: PlacedRow,
): Promise<RowOutcome> {
  const { location, mode } = place
  const locationId = location.id
  const sent = sentAddresses(row.fields, location.country, context.phones)
  const soughtFor = inOrderOf(identifiersOf(location), addressesIn(sent))
  const mayBeNamed = row.id !== undefined && !absences.hasId(row.id) ? row.id : undefined
  const named = mayBeNamed === undefined ? undefined : await findById(tx, locationId, mayBeNamed)
  const earlier = await findEarlier(tx, context, place, { number, absences })
  if (mode === 'create') {
    const mine = named ?? earlier.match
    if (mine?.contact.createdBy.sourceId === place.principal.sourceId)
      return { kind: 'unchanged', problems: [] }
    if (named !== undefined) throw new RowRefusal(`the contact ${named.contact.id} exists`)
    return create(tx, context, place, row, { freeId: earlier.freeId, absences })
  }
  const match = named ?? (await findMatch(tx, locationId, soughtFor)) ?? earlier.match
  if (match !== undefined) {
    const held = await heldElsewhere(tx, match.contact, soughtFor)
    const changes = forMatch(match.contact, fieldsFor(match.contact, row.fields), sent, held)
    const problems = held.map(({ kind, value }) => `${kind} ${value} belongs to another contact`)
    return update(tx, context, place, row, { match, changes, problems })
  }
  if (mode === 'update') throw new RowRefusal('no contact has its id, email or phone')
  return create(tx, context, place, row, { freeId: earlier.freeId, absences })
}

async function findById(tx: ReadTx, locationId: string, id: string): Promise<StoredContact | undefined> {
  const found = await tx.get(findContact, { locationId, id })
  return found && storedContact(found)
}

/** The most deleted contacts that an import of the same row can leave behind. */
const maxLives = 8

/**
 * The contact that the same row of the same file became in an earlier run, or else the id that it gets now. The id
 * follows from the location, the file and the row. The id of a deleted contact is not taken again.
 */
async function findEarlier(
  tx: ReadTx,
  { clock }: PhonesContext,
  { location, principal, digest }: RowPlace,
  { number, absences }: Pick<PlacedRow, 'number' | 'absences'>,
): Promise<{ match?: StoredContact; freeId?: string }> {
  for (let life = 0; life < maxLives; life++) {
    const id = idOfRow(location.id, digest, number, life)
    if (absences.hasId(id)) return { freeId: id }
    const match = await findById(tx, location.id, id)
    if (match !== undefined) return { match }
    if (!(await wasDeleted(tx, principal, id, clock))) return { freeId: id }
  }
  return {}
}

const idLength = 20

/**
 * The id that a row gets: 20 letters and digits, as every id of a contact.
 * @param life how many of its contacts were deleted.
 */
export function idOfRow(locationId: string, digest: string, number: number, life = 0): string {
  const letters = createHash('sha256')
    .update([locationId, digest, number, life].join(' '))
    .digest('base64')
    .replace(/[^A-Za-z0-9]/g, '')
  return letters.slice(0, idLength).padEnd(idLength, '0')
}

async function create(
  tx: WriteTx,
  context: PhonesContext,
  place: RowPlace,
  row: JudgedRow,
  { freeId, absences }: { freeId: string | undefined; absences: KnownAbsences },
): Promise<RowOutcome> {
  const { principal, location } = place
  requireIdentity(row.fields)
  const problems: string[] = []
  const isRenumbered = row.id !== undefined && absences.isElsewhere(row.id)
  const named = isRenumbered ? undefined : row.id
  const loss = named === undefined ? undefined : await lossOfId(tx, context, principal, named, absences)
  if (loss !== undefined) problems.push(loss)
  const id = loss === undefined ? (named ?? freeId) : freeId
  const own = { ...context, ids: beginningWith(context.ids, id) }
  const made = await addContact(tx, own, principal, location.id, row.fields, row.dateAdded)
  const { contact, document } = made
  problems.push(...made.ignoredFields.map(ignored))
  problems.push(...(await addAddresses(tx, context, place, { contact, document }, row)).problems)
  for (const body of row.notes)
    await addNote(tx, context, { locationId: location.id, contactId: contact.id }, { body })
  return { kind: 'created', problems, isRenumbered }
}

/** Why a new contact can't have the id that its row names; undefined if it can. */
async function lossOfId(
  tx: ReadTx,
  { clock }: PhonesContext,
  principal: Principal,
  id: string,
  absences: KnownAbsences,
): Promise<string | undefined> {
  if (!isContactId(id)) return `the id ${id} is no contact's, and was left out`
  const isFree = absences.hasId(id) || !(await wasDeleted(tx, principal, id, clock))
  return isFree ? undefined : `the contact ${id} was deleted here: this one has another id`
}

const ignored = (name: string) => `the value of the custom field ${name} is not among its options`

/** What a row changes: it adds tags, lifts no opt-out, and leaves an email that differs by case alone. */
function fieldsFor(
  contact: Contact,
  { tags, dnd, email, dndSettings, inboundDndSettings, ...fields }: RowFields,
): RowFields {
  const isSameEmail = email && contact.email !== undefined && foldCase(email) === foldCase(contact.email)
  return {
    ...fields,
    ...(email && !isSameEmail && { email }),
    ...(tags && { tags: addTags(contact.tags, tags).tags }),
    ...(dnd && { dnd }),
    ...(dndSettings && { dndSettings: withWords(contact.dndSettings, dndSettings) }),
    ...(inboundDndSettings && {
      inboundDndSettings: withWords(contact.inboundDndSettings, inboundDndSettings),
    }),
  }
}

/** Settings of Do Not Disturb; those that are so already keep their message and code, which few files have. */
function withWords<Settings extends object>(before: Partial<Settings> | undefined, sent: Settings): Settings {
  const entries = Object.entries(sent).map(([channel, setting]: [string, { status: string }]) => {
    const stored = before?.[channel as keyof Settings] as { status: string } | undefined
    return [channel, stored?.status === setting.status ? { ...stored, ...setting } : setting]
  })
  return Object.fromEntries(entries) as Settings
}

async function update(
  tx: WriteTx,
  context: PhonesContext,
  place: RowPlace,
  row: JudgedRow,
  { match, changes, problems }: { match: StoredContact; changes: RowFields; problems: string[] },
): Promise<RowOutcome> {
  const { principal, location } = place
  const { document, ignoredFields } = await changeContact(tx, context, principal, match, changes)
  problems.push(...ignoredFields.map(ignored))
  const added = await addAddresses(tx, context, place, storedContact({ document }), row)
  problems.push(...added.problems)
  const of = { locationId: location.id, contactId: match.contact.id }
  const isNoted = await addMissingNotes(tx, context, of, row.notes)
  const isChanged = document !== match.document || added.isChanged || isNoted
  return { kind: isChanged ? 'updated' : 'unchanged', problems }
}

/** The most notes of a contact that are compared with those of a row. */
const maxNotesCompared = 200

/** Adds the notes that the contact does not have. @returns whether there was one. */
async function addMissingNotes(
  tx: WriteTx,
  context: PhonesContext,
  of: { locationId: string; contactId: string },
  bodies: readonly string[],
): Promise<boolean> {
  if (bodies.length === 0) return false
  const rows = await tx.all(noteStatements.readLatest, { ...of, limit: maxNotesCompared })
  const present = new Set(rows.map(({ document }) => (JSON.parse(document) as Note).body))
  const missing = bodies.filter((body) => !present.has(body))
  for (const body of missing) await addNote(tx, context, of, { body })
  return missing.length > 0
}

/**
 * Adds the additional emails and phones of a row to its contact.
 * @returns which it does not get, because another contact has them or the list is full.
 */
async function addAddresses(
  tx: WriteTx,
  { clock, ids, phones }: PhonesContext,
  { principal }: RowPlace,
  before: StoredContact,
  row: JudgedRow,
): Promise<{ problems: string[]; isChanged: boolean }> {
  const problems: string[] = []
  const emails = row.additionalEmails.map((email) => ({ additionalEmails: [email], additionalPhones: [] }))
  const numbers = row.additionalPhones.map((phone) => ({ additionalEmails: [], additionalPhones: [phone] }))
  let after = before.contact
  for (const one of [...emails, ...numbers]) {
    const { additionalEmails, additionalPhones } = after
    try {
      const added = await withAddresses(tx, phones, after, {
        additionalEmails: [...additionalEmails, ...one.additionalEmails],
        additionalPhones: [...additionalPhones, ...one.additionalPhones],
      })
      if (isTooMany(added)) problems.push(`${addressIn(one)} is one too many`)
      else after = added
    } catch (error) {
      if (!(error instanceof ApiError)) throw error
      problems.push(`${addressIn(one)} belongs to another contact`)
    }
  }
  if (after === before.contact) return { problems, isChanged: false }
  const document = await saveContact(tx, ids, before, after, actorOf(principal, clock))
  return { problems, isChanged: document !== before.document }
}

type OneAddress = { additionalEmails: string[]; additionalPhones: string[] }
const addressIn = ({ additionalEmails: [email], additionalPhones: [phone] }: OneAddress) =>
  email ?? phone ?? ''

const isTooMany = ({ additionalEmails, additionalPhones }: Contact) =>
  Math.max(additionalEmails.length, additionalPhones.length) > bounds.additional
