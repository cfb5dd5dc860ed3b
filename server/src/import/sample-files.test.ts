import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { useTestServer } from '../../../test/support/use-test-server.ts'
import type { Contact } from '../api/contacts/contact.ts'
import { listCustomFields } from '../api/custom-fields/custom-field-store.ts'
import { type Note, noteStatements } from '../api/notes/note.ts'
import { statement } from '../storage/statement.ts'
import { type ImportOptions, importContacts } from './import-contacts.ts'
import { headerKey } from './mapping/header-key.ts'
import { readDay } from './values/dates.ts'
import { readPhoneText } from './values/phones.ts'

/** Made-up files in the shapes of known exporters, with a description of what stands in them. */
const folder =
  process.env.CONTACTD_CONTACT_FILES_DIR ??
  fileURLToPath(new URL('../../../../shared/files', import.meta.url))
const isHere = existsSync(join(folder, 'README.md'))

/** What a row should say; `custom` by the names of columns. */
interface Expected {
  [key: string]: unknown
  id?: string
  tags?: string[]
  notes?: string[]
  optOut?: string[]
  additionalEmails?: string[]
  additionalPhones?: string[]
  custom?: Record<string, unknown>
  warnings?: string[]
}

interface Sample {
  name: string
  country: string
  timezone: string
  rows: Expected[]
}

function samples(): Sample[] {
  if (!isHere) return []
  const [, ...sections] = readFileSync(join(folder, 'README.md'), 'utf8').split(/^## /m)
  return sections.map((section) => ({
    name: section.split('\n')[0]?.trim() ?? '',
    country: /Default country: ([A-Z]{2})/.exec(section)?.[1] ?? 'US',
    timezone: /account's zone, here ([\w/]+)/.exec(section)?.[1] ?? 'UTC',
    rows: JSON.parse(/```json\n(.*?)```/s.exec(section)?.[1] ?? '[]') as Expected[],
  }))
}

const server = useTestServer()
const listAll = statement<{ locationId: string }, { document: string }>(
  'test-list-imported-contacts',
  'SELECT document FROM contacts WHERE location_id = :locationId',
)

const texts = [
  ...['firstName', 'lastName', 'email', 'phone', 'companyName', 'address1', 'city', 'state', 'postalCode'],
  ...['country', 'dateOfBirth', 'website', 'source', 'timezone'],
] as const

/** A contact with its notes and the names of its custom fields. */
interface Imported extends Contact {
  notes: string[]
  custom: Map<string, unknown>
}

async function importedInto(locationId: string): Promise<Imported[]> {
  return server.storage.read(async (tx) => {
    const fields = await listCustomFields(tx, locationId)
    const rows = await tx.all(listAll, { locationId })
    const found: Imported[] = []
    for (const { document } of rows) {
      const contact = JSON.parse(document) as Contact
      const place = { locationId, contactId: contact.id, limit: 100 }
      const notes = await tx.all(noteStatements.readLatest, place)
      found.push({
        ...contact,
        notes: notes.map((row) => (JSON.parse(row.document) as Note).body),
        custom: new Map(
          contact.customFields.map(({ id, value }) => [
            headerKey(fields.find((field) => field.id === id)?.name ?? id),
            value,
          ]),
        ),
      })
    }
    return found
  })
}

function expectRow(contact: Imported, expected: Expected): void {
  for (const field of texts) {
    // A website has no other sign than its presence.
    if (contact[field] !== expected[field])
      expect({ [field]: contact[field] }).toEqual({ [field]: expected[field] })
  }
  if (expected.dateAdded) {
    const iso = String(expected.dateAdded)
    expect(contact.dateAdded).toBe(iso.endsWith('Z') ? iso : `${iso}.000Z`)
  }
  expect([...contact.tags].sort()).toEqual((expected.tags ?? []).map((tag) => tag.toLowerCase()).sort())
  expect(contact.notes).toEqual(expected.notes ?? [])
  expect(contact.additionalEmails.map(({ email }) => email)).toEqual(expected.additionalEmails ?? [])
  expect(contact.additionalPhones.map(({ phone }) => phone)).toEqual(expected.additionalPhones ?? [])
  const refused = Object.entries(contact.dndSettings ?? {}).filter(([, { status }]) => status === 'active')
  expect([...(contact.dnd ? ['all'] : []), ...refused.map(([channel]) => channel)]).toEqual(
    expected.optOut ?? [],
  )
  const values = [...contact.custom.values()]
  if (expected.id !== undefined) expect([contact.id, ...values]).toContain(expected.id)
  for (const [name, value] of Object.entries(expected.custom ?? {})) {
    const stored = contact.custom.get(headerKey(name))
    const words: Record<string, unknown> = { ja: true, wahr: true, nein: false }
    const read = words[String(stored).toLowerCase()] ?? stored
    const day = readDay(String(stored), undefined)
    const parts = String(stored).split(/[,;] ?/)
    const phone = readPhoneText(String(stored), 'US')
    const readings = [
      read,
      parts,
      ...('day' in day ? [day.day] : []),
      ...('e164' in phone ? [phone.e164] : []),
    ]
    expect(readings, name).toContainEqual(value)
  }
}

describe.runIf(isHere)('BR-741 the files of known exporters', () => {
  let scratch = ''
  beforeAll(() => {
    scratch = mkdtempSync(join(tmpdir(), 'contactd-import-'))
  })
  afterAll(() => rmSync(scratch, { recursive: true }))

  it.each(samples().map((sample) => [sample.name, sample] as const))('%s', async (name, sample) => {
    const locationId = await server.fixtures.location(server.companyId, sample)
    const context = { storage: server.storage, clock: server.clock, ids: server.ids }
    const options: ImportOptions = {
      file: join(folder, name),
      locationId,
      mode: 'upsert',
      strict: false,
      createFields: true,
      events: false,
      rejects: join(scratch, name),
    }
    const said: string[] = []
    const watcher = { say: (line: string) => said.push(line), advance: () => undefined }
    const counts = await importContacts(context, options, watcher)
    const contacts = await importedInto(locationId)
    const isPerson = ({ warnings: _, ...rest }: Expected) => Object.keys(rest).length > 0
    const people = sample.rows.filter(isPerson)
    expect(counts.rows).toBe(sample.rows.length)
    expect(counts.rejected).toBe(sample.rows.length - people.length)
    expect(contacts).toHaveLength(counts.created)
    for (const expected of people) {
      const contact = contacts.find(
        ({ email, phone, firstName }) =>
          (expected.email ?? expected.phone ?? expected.firstName) ===
          (expected.email ? email : expected.phone ? phone : firstName),
      )
      if (contact === undefined) expect(contacts).toContainEqual(expected)
      // A later row of the same person adds nothing but warnings.
      else if (expected.warnings?.[0]?.startsWith('same person') !== true) expectRow(contact, expected)
    }
    const again = await importContacts(context, options, watcher)
    // Rows of one person take turns.
    const isRepeating = people.length > contacts.length
    expect(again).toMatchObject({
      created: 0,
      rejected: counts.rejected,
      ...(!isRepeating && { updated: 0 }),
    })
  })
})
