import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { FiredEvents } from '../../../test/support/fired-events.ts'
import { bearer } from '../../../test/support/server.ts'
import { useTestServer } from '../../../test/support/use-test-server.ts'
import type { Contact } from '../api/contacts/contact.ts'
import { createCustomField } from '../api/custom-fields/create-custom-field.ts'
import { listCustomFields } from '../api/custom-fields/custom-field-store.ts'
import { noteStatements } from '../api/notes/note.ts'
import { statement } from '../storage/statement.ts'
import type { Storage } from '../storage/storage.ts'
import { type ImportOptions, importContacts } from './import-contacts.ts'
import { parseMapping } from './mapping/parse-mapping.ts'

const server = useTestServer()
let folder = ''
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'contactd-import-'))
})
afterAll(() => rmSync(folder, { recursive: true }))

const listAll = statement<{ locationId: string }, { document: string }>(
  'test-list-contacts-of-import',
  'SELECT document FROM contacts WHERE location_id = :locationId ORDER BY date_added, id',
)
interface Place {
  locationId: string
  storage: Storage
}

const place = async (
  options: { country?: string; allowDuplicateContact?: boolean } = {},
): Promise<Place> => ({
  locationId: await server.fixtures.location(server.companyId, { timezone: 'UTC', ...options }),
  storage: server.storage,
})

const contactsIn = ({ locationId }: Place): Promise<Contact[]> =>
  server.storage.read(async (tx) =>
    (await tx.all(listAll, { locationId })).map(({ document }) => JSON.parse(document) as Contact),
  )

/** Imports a file that is there already. @param options.advance is called while it is read. */
const importFile = (
  { locationId, storage }: Place,
  file: string,
  { say = (_line: string) => {}, advance = () => {}, isPreview = false, ...options }: FileOptions = {},
) =>
  importContacts(
    isPreview
      ? { reader: server.storage, clock: server.clock, ids: server.ids }
      : { storage, clock: server.clock, ids: server.ids },
    { file, locationId, mode: 'upsert', strict: false, createFields: false, events: false, ...options },
    { say, advance },
  )
type FileOptions = Partial<ImportOptions> & {
  say?: (line: string) => void
  advance?: (bytes: number, of: number) => void
  isPreview?: boolean
}

let files = 0

/** Imports a file with this content. @returns the counts, and what was said. */
async function bring(
  at: Place,
  content: string | Buffer,
  { name = 'contacts.csv', ...options }: Omit<FileOptions, 'say'> & { name?: string } = {},
) {
  files += 1
  const file = join(folder, `${files}-${name}`)
  writeFileSync(file, content)
  const said: string[] = []
  const say = (line: string) => said.push(line.replace(file, 'FILE'))
  const counts = await importFile(at, file, { ...options, say })
  return { ...counts, said }
}

const none = { created: 0, updated: 0, unchanged: 0, rejected: 0, warnings: 0 }
const utf16be = (text: string) => Buffer.from(text, 'utf16le').swap16()
const people = [
  ['Email', 'First Name', 'Last Name', 'City'],
  ['zoe@example.com', 'Zoë', 'Müller', 'Köln'],
  ['bo@example.com', 'Bo', 'Sample', ''],
]
const joined = (separator: string, end = '\n') => people.map((row) => row.join(separator) + end).join('')
const comma = joined(',')
const bom = '\ufeff'

describe('BR-742 the encoding, the separator and the header are found out', () => {
  it.each<[string, string | Buffer, string]>([
    ['UTF-8', comma, 'UTF-8, separated by commas'],
    ['UTF-8 with a mark', bom + comma, 'UTF-8, separated by commas'],
    ['UTF-16LE with a mark', Buffer.from(bom + joined('\t'), 'utf16le'), 'UTF-16LE, separated by tabs'],
    ['UTF-16LE without', Buffer.from(joined('\t'), 'utf16le'), 'UTF-16LE, separated by tabs'],
    ['UTF-16BE with a mark', utf16be(bom + comma), 'UTF-16BE, separated by commas'],
    ['UTF-16BE without', utf16be(comma), 'UTF-16BE, separated by commas'],
    ['Windows-1252', Buffer.from(joined(';'), 'latin1'), 'Windows-1252, separated by semicolons'],
    ['bars', joined('|'), 'UTF-8, separated by bars'],
    ['the line of Excel', `sep=;\r\n${joined(';', '\r\n')}`, 'UTF-8, separated by semicolons'],
    ['a preamble', `Notes:\n"One, two, three"\n\n${comma}`, 'UTF-8, separated by commas'],
    ['CR LF', joined(',', '\r\n'), 'UTF-8, separated by commas'],
    ['CR', joined(',', '\r'), 'UTF-8, separated by commas'],
    ['CR CR LF', joined(',', '\r\r\n'), 'UTF-8, separated by commas'],
    ['mixed line ends', comma.replace('\n', '\r\n'), 'UTF-8, separated by commas'],
    ['an open last line', comma.trimEnd(), 'UTF-8, separated by commas'],
    [
      'quoted headers',
      comma.replace('Email,First Name', '"Email","First Name"'),
      'UTF-8, separated by commas',
    ],
    [
      'headers in capitals',
      comma.replace('Email,First Name', 'EMAIL,FIRST_NAME'),
      'UTF-8, separated by commas',
    ],
  ])('%s', async (_what, content, shape) => {
    const at = await place()
    const { said, ...counts } = await bring(at, content)
    expect(said[0]).toBe(`FILE: ${shape}.`)
    expect(counts).toEqual({ ...none, rows: 2, created: 2 })
    const [zoe] = (await contactsIn(at)).filter(({ email }) => email === 'zoe@example.com')
    expect(zoe).toMatchObject({ firstName: 'Zoë', lastName: 'Müller', city: 'Köln' })
  })
})

const long = 'x'.repeat(200_000)

describe('BR-743 no shape of a file ends in a crash or in a silent loss', () => {
  it.each<[string, string, object, string?]>([
    ['only a header', 'Email,First Name\n', { rows: 0 }],
    [
      'a cell of 200,000 characters',
      `Email,Notes\na@example.com,${long}\n`,
      { created: 1, warnings: 1 },
      'the note must',
    ],
    [
      'a long name',
      `Email,First Name\na@example.com,${long}\n`,
      { created: 1, warnings: 1 },
      'firstName must be shorter',
    ],
    ['a formula', 'Email,First Name\na@example.com,"=1+2"\n', { created: 1 }],
    ['a formula of a phone', 'Email,Phone\na@example.com,"=""+12015550123"""\n', { created: 1 }],
    ['a NUL', 'Email,First Name\na@example.com,Al\u0000ex\n', { created: 1 }],
    ['a row with fewer cells', 'Email,First Name,City\na@example.com\n', { created: 1 }],
    [
      'a row with more cells',
      'Email,City\na@example.com,Rome,Italy\n',
      { rejected: 1 },
      'the row has 3 cells, the header 2: "Italy" has no column',
    ],
    ['empty cells too many', 'Email,City\na@example.com,Rome,,\n', { created: 1 }],
    ['a quote within a cell', 'Email,City\na@example.com,12" Rome\n', { created: 1 }],
    ['text after a quote', 'Email,City\na@example.com,"Rome" north\n', { created: 1 }],
    ['a line end within a cell', 'Email,Notes\na@example.com,"one\r\ntwo"\n', { created: 1 }],
    ['a header twice', 'Email,Email\na@example.com,b@example.com\n', { created: 1 }],
    ['a header without a name', 'Email,\na@example.com,x\n', { created: 1, warnings: 1 }, 'Column 2'],
    ['one column', 'Email\na@example.com\n', { created: 1 }],
    ['rows without a value', 'Email,City\n,\na@example.com,Rome\n  , \n', { rows: 1, created: 1 }],
    ['a person without a name', 'Email,City\n,Rome\n', { rejected: 1 }, 'without email, phone'],
    [
      'an invalid email',
      'Email,First Name\nnobody,Al\n',
      { created: 1, warnings: 1 },
      '"nobody" is no address',
    ],
    ['a rounded phone', 'First Name,Phone\nAl,4.41E+11\n', { created: 1, warnings: 1 }, 'digits are lost'],
    [
      'an unknown country',
      'First Name,Country\nAl,Atlantis\n',
      { created: 1, warnings: 1 },
      '"Atlantis" is unknown',
    ],
    [
      'a day that does not exist',
      'First Name,Birthday\nAl,2001-02-30\n',
      { created: 1, warnings: 1 },
      'is no date',
    ],
    ['a column of nobody', 'Email,Shoe size\na@example.com,42\n', { created: 1, warnings: 1 }, 'Shoe size'],
  ])('%s', async (_what, content, counts, sentence = 'separated') => {
    const { said, ...counted } = await bring(await place(), content)
    expect(counted).toMatchObject(counts)
    const { rows, created, updated, unchanged, rejected } = counted
    expect(created + updated + unchanged + rejected).toBe(rows)
    expect(said.join('\n')).toContain(sentence)
  })

  it.each([
    ['an empty file', '', 'is empty'],
    ['an empty file of lines', '\n\n', 'is empty'],
    [
      'a quote that is never closed',
      'Email,City\na@example.com,Rome\nb@example.com,"Ro\n',
      'after row 1: a quote',
    ],
    ['a workbook', 'PK\u0003\u0004\u0014\0[Content_Types].xml', 'save the sheet as CSV'],
    ['an archive', 'PK\u0003\u0004\u0014\0contacts.csv', 'unpack it'],
    ['a packed file', Buffer.from('1f8b0800', 'hex'), 'unpack it'],
    ['a PDF', '%PDF-1.7\n', 'is a PDF: export the contacts as CSV'],
    ['a web page', '\n<!DOCTYPE html>\n<table><tr><td>Email</td></tr></table>', 'is a web page or XML'],
    ['an array of JSON', '[{"email": "a@example.com"},\n', 'a line of JSON for each contact'],
    ['an indented array', '[\n  {\n', 'a line of JSON for each contact'],
    ['JSON over several lines', '{\n  "contacts": [\n', 'a line of JSON for each contact'],
    ['white space', ' \n\t\n', 'is empty'],
    ['no header', 'a@example.com,Rome\nb@example.com,Bern\n', 'has no header'],
  ])('%s is refused before anything is written', async (_what, content, sentence) => {
    const at = await place()
    await expect(bring(at, content)).rejects.toThrow(sentence)
    expect(await contactsIn(at)).toEqual([])
  })

  it('more columns than the location can have custom fields', async () => {
    const at = await place()
    const columns = Array.from({ length: 1_001 }, (_, index) => `Column ${index}`)
    const content = `Email,${columns.join(',')}\na@example.com,${columns.join(',')}\n`
    const options = { createFields: true }
    await expect(bring(at, content, options)).rejects.toThrow('room for 1000 more custom fields')
    await expect(bring(at, content, { ...options, isPreview: true })).rejects.toThrow('room for 1000')
    expect(await contactsIn(at)).toEqual([])
  })

  it('a folder', async () => {
    await expect(importFile(await place(), folder)).rejects.toThrow('is a folder: name a file in it.')
  })

  it('a file without a card', async () => {
    await expect(bring(await place(), comma, { name: 'contacts.vcf' })).rejects.toThrow('has no vCard')
  })

  it('a file of an unknown kind', async () => {
    await expect(bring(await place(), comma, { name: 'contacts.bin' })).rejects.toThrow('add --format')
  })
})

describe('BR-743 a file that no row of can be imported is refused as a whole', () => {
  it('without a column that tells contacts apart', async () => {
    const file = 'Height,Plan\n1.80,Gold\n'
    await expect(bring(await place(), file)).rejects.toThrow(
      'No column is an email, a phone, a name or an id: Height, Plan. A mapping says which one is.',
    )
    const mapping = parseMapping('{"Plan": "lastName"}')
    expect(await bring(await place(), file, { mapping })).toMatchObject({ created: 1 })
  })

  it('with a quote that opens in its first row', async () => {
    await expect(bring(await place(), 'Email,City\n"a@example.com,Rome\n')).rejects.toThrow(
      "can't be read below its header: a quote opens there",
    )
  })
})

describe('BR-744 what columns mean is guessed, and a mapping says otherwise', () => {
  it('keeps several emails and phones, and the order of those with a rank', async () => {
    const at = await place()
    await bring(
      at,
      'First Name,Home Phone,Mobile Phone,Email,Work Email\nAl,2015550101,2015550102,a@example.com,"b@example.com; c@example.com"\n',
    )
    const [contact] = await contactsIn(at)
    expect(contact).toMatchObject({
      phone: '+12015550102',
      additionalPhones: [{ phone: '+12015550101' }],
      email: 'a@example.com',
      additionalEmails: [{ email: 'b@example.com' }, { email: 'c@example.com' }],
    })
  })

  it('takes the words of a mapping, in any case of the columns', async () => {
    const at = await place()
    await server.storage.write(
      (tx) => createCustomField(tx, server, at.locationId, { name: 'Shoe size', dataType: 'NUMERICAL' }),
      { locationId: at.locationId },
    )
    const mapping = parseMapping(
      '{"who": "firstName", "SIZE": "customField:shoe_size", "Email": "skip", "Mail": "email"}',
    )
    await bring(at, 'Who,Size,Email,Mail\nAl,42,x@example.com,a@example.com\n', { mapping })
    const [contact] = await contactsIn(at)
    expect(contact).toMatchObject({ firstName: 'Al', email: 'a@example.com', customFields: [{ value: 42 }] })
  })

  it.each([
    ['not JSON', 'x', 'is not JSON'],
    ['a list', '[]', 'must be a JSON object'],
    ['an unknown word', '{"A": "nickname"}', 'customField:KEY or one of skip, id, firstName'],
  ])('refuses %s', (_what, text, sentence) => {
    expect(() => parseMapping(text)).toThrow(sentence)
  })

  it('refuses a column that the file does not have', async () => {
    const mapping = parseMapping('{"Nope": "email"}')
    await expect(bring(await place(), comma, { mapping })).rejects.toThrow('no column "Nope"')
  })

  it('refuses a custom field that the location does not have', async () => {
    const mapping = parseMapping('{"City": "customField:town"}')
    await expect(bring(await place(), comma, { mapping })).rejects.toThrow('no custom field town')
  })

  it('finds custom fields by name or key, and makes the others on request', async () => {
    const at = await place()
    await server.storage.write(
      (tx) =>
        createCustomField(tx, server, at.locationId, {
          name: 'Colours',
          dataType: 'MULTIPLE_OPTIONS',
          options: ['Blue', 'Green', 'Red, dark'],
        }),
      { locationId: at.locationId },
    )
    const content =
      'Email,contact.colours,Plan\na@example.com,"blue; Green",Basic\nb@example.com,"Red, dark",\nc@example.com,Pink,\n'
    const { created, warnings, said } = await bring(at, content, { createFields: true })
    expect({ created, warnings }).toEqual({ created: 3, warnings: 1 })
    expect(said.join('\n')).toContain('"Pink" is not among the options "')
    const fields = await server.storage.read((tx) => listCustomFields(tx, at.locationId))
    expect(fields.map(({ name, dataType }) => [name, dataType]).sort()).toEqual([
      ['Colours', 'MULTIPLE_OPTIONS'],
      ['Plan', 'TEXT'],
    ])
    const values = (await contactsIn(at)).map(({ customFields }) => customFields.map(({ value }) => value))
    expect(values).toContainEqual([['Blue', 'Green'], 'Basic'])
    expect(values).toContainEqual([['Red, dark']])
  })
})

describe('BR-745 dates are read in the order of the file', () => {
  it.each([
    ['a date that shows it', 'US', '31/12/1990', '1990-05-03'],
    ['the other one', 'GB', '12/31/1990', '1990-03-05'],
    ['the country', 'US', '01/01/1990', '1990-03-05'],
    ['the country', 'GB', '01/01/1990', '1990-05-03'],
  ])('by %s in %s, beyond the first rows', async (_what, country, last, day) => {
    const at = await place({ country })
    const filler = Array.from({ length: 150 }, (_, index) => `x${index}@example.com,\n`).join('')
    await bring(at, `Email,Birthday\na@example.com,3/5/1990\n${filler}z@example.com,${last}\n`)
    const contact = (await contactsIn(at)).find(({ email }) => email === 'a@example.com')
    expect(contact?.dateOfBirth).toBe(day)
  })

  it('asks where the country has both', async () => {
    const content = 'Email,Birthday\na@example.com,3/5/1990\n'
    const at = await place({ country: 'CA' })
    await expect(bring(at, content)).rejects.toThrow('add --date-order dmy or --date-order mdy')
    await bring(at, content, { dateOrder: 'mdy' })
    expect((await contactsIn(at))[0]?.dateOfBirth).toBe('1990-03-05')
  })

  it('leaves out what is unclear in a file with both', async () => {
    const at = await place()
    const content =
      'Email,Birthday\na@example.com,3/5/1990\nb@example.com,31/12/1990\nc@example.com,12/31/1990\n'
    const { warnings } = await bring(at, content)
    expect(warnings).toBe(2)
    expect((await contactsIn(at)).map(({ dateOfBirth }) => dateOfBirth).sort()).toEqual([
      '1990-12-31',
      '1990-12-31',
      undefined,
    ])
  })
})

describe('BR-746 rows find their contacts', () => {
  const at = { locationId: '' } as Place
  beforeAll(async () => {
    Object.assign(at, await place())
    await bring(
      at,
      'Contact Id,Email,Phone,First Name,Tags,DND\nAAAAAAAAAAAAAAAAAAAA,a@example.com,2015550101,Al,one,true\n',
    )
  })

  it.each([
    ['the id', 'Contact Id,First Name\nAAAAAAAAAAAAAAAAAAAA,Id\n', 'Id'],
    ['the email, in any case', 'Email,First Name\nA@Example.com,Mail\n', 'Mail'],
    ['the phone, in any form', 'Phone,First Name\n+1 (201) 555-0101,Tel\n', 'Tel'],
    ['the email before the phone', 'Email,Phone,First Name\na@example.com,2015550101,Both\n', 'Both'],
    ['an id that nobody has, and the email', 'Contact Id,Email,First Name\nx,a@example.com,Other\n', 'Other'],
  ])('by %s', async (_what, content, firstName) => {
    const { said: _, ...counts } = await bring(at, content)
    expect(counts).toMatchObject({ rows: 1, updated: 1 })
    expect(await contactsIn(at)).toMatchObject([
      { id: 'AAAAAAAAAAAAAAAAAAAA', firstName, email: 'a@example.com' },
    ])
  })

  it('adds tags, keeps what cells leave empty, and lifts no opt-out', async () => {
    const content = 'Email,First Name,Tags,DND\na@example.com,,Two,false\n'
    expect(await bring(at, content)).toMatchObject({ updated: 1 })
    expect(await contactsIn(at)).toMatchObject([{ tags: ['one', 'two'], firstName: 'Other', dnd: true }])
    expect(await bring(at, content)).toMatchObject({ unchanged: 1 })
  })

  it('adds a note once', async () => {
    const content = 'Email,Notes\na@example.com,Likes tea\n'
    expect(await bring(at, content)).toMatchObject({ updated: 1 })
    expect(await bring(at, content)).toMatchObject({ unchanged: 1 })
    const key = { locationId: at.locationId, contactId: 'AAAAAAAAAAAAAAAAAAAA', limit: 10 }
    expect(await server.storage.read((tx) => tx.all(noteStatements.readLatest, key))).toHaveLength(1)
  })

  it('gives a new id in place of one that is taken elsewhere, was deleted, or is none', async () => {
    const content = 'Contact Id,First Name\nAAAAAAAAAAAAAAAAAAAA,One\nDDDDDDDDDDDDDDDDDDDD,Two\n4711,Three\n'
    const own = await place()
    await bring(own, 'Contact Id,Email\nDDDDDDDDDDDDDDDDDDDD,d@example.com\n')
    const token = await server.fixtures.token({ companyId: server.companyId, locationId: own.locationId })
    await server.call('DELETE', '/contacts/DDDDDDDDDDDDDDDDDDDD', undefined, bearer(token.token))
    const { said, ...counts } = await bring(own, content)
    expect(counts).toMatchObject({ created: 3, warnings: 3 })
    expect(said.join('\n')).toMatch(
      /was deleted here.*\n.*the id 4711 is no contact's.*\nNew ids for contacts whose ids contacts of another location have: 1\./,
    )
    const ids = (await contactsIn(own)).map(({ id }) => id)
    expect(ids).not.toContain('AAAAAAAAAAAAAAAAAAAA')
    expect(ids).not.toContain('DDDDDDDDDDDDDDDDDDDD')
    expect(await bring(own, content)).toMatchObject({ unchanged: 3 })
  })

  it('tells in one sentence how many ids are taken elsewhere, which refuse nothing with --strict', async () => {
    const id = (index: number) => `ELSEWHERE${String(index).padStart(11, '0')}`
    const content = `Contact Id,First Name\n${[0, 1, 2].map((index) => `${id(index)},Al\n`).join('')}`
    await bring(await place(), content)
    const { said, ...counts } = await bring(await place(), content, { strict: true })
    expect(counts).toEqual({ ...none, rows: 3, created: 3, warnings: 1 })
    expect(said.filter((line) => line.includes('ids'))).toHaveLength(1)
  })

  it('finds a person who comes again in the same group of rows', async () => {
    const own = await place()
    const content =
      'Email,First Name,Other Email,Phone\na@example.com,Al,b@example.com,\nb@example.com,Bo,,2015550109\nc@example.com,Cy,,2015550109\n'
    expect(await bring(own, content)).toMatchObject({ created: 1, updated: 2 })
    expect(await contactsIn(own)).toMatchObject([
      { firstName: 'Cy', email: 'c@example.com', phone: '+12015550109' },
    ])
  })

  it('says which address belongs to another contact', async () => {
    await bring(at, 'Email,Phone\nb@example.com,2015550102\n')
    const { said, ...counts } = await bring(
      at,
      'Email,Phone,Other Email\na@example.com,2015550102,b@example.com\n',
    )
    expect(counts).toMatchObject({ unchanged: 1, warnings: 2 })
    expect(said.join('\n')).toMatch(/phone \+12015550102 belongs.*\n.*b@example.com belongs/)
  })

  it.each<[ImportOptions['mode'], object]>([
    ['create', { created: 1, rejected: 1 }],
    ['update', { updated: 1, rejected: 1 }],
    ['upsert', { created: 1, updated: 1 }],
  ])('--mode %s', async (mode, counts) => {
    const own = await place()
    await bring(own, 'Email,First Name\na@example.com,Al\n')
    expect(
      await bring(own, 'Email,First Name\na@example.com,New\nc@example.com,Cy\n', { mode }),
    ).toMatchObject(counts)
  })
})

/** A storage whose write after some groups fails, before its transaction or after it, as if the process was killed. */
function failingAfter(groups: number, isCommitted: boolean): Storage {
  let left = groups
  return new Proxy(server.storage, {
    get: (storage, name: keyof Storage) => {
      if (name !== 'write') return (storage[name] as () => unknown).bind(storage)
      return async (...args: Parameters<Storage['write']>) => {
        left -= 1
        if (left >= 0) return storage.write(...args)
        if (isCommitted) await storage.write(...args)
        throw new Error('killed')
      }
    },
  })
}

describe('BR-747 an import that broke off is run again without duplicates', () => {
  const rows = Array.from(
    { length: 180 },
    (_, index) => `Person ${index},${index % 2 ? `p${index}@example.com` : ''}\n`,
  )
  const content = `First Name,Email\n${rows.join('')}`
  it.each([
    ['before the first row is written', 0.1, 0],
    ['while rows are written', 0.9, 180],
  ])('a file that changes %s is no finished import', async (_, share, written) => {
    const at = await place()
    const file = join(folder, `changing-${share}.csv`)
    writeFileSync(file, content)
    let isChanged = false
    const advance = (bytes: number, of: number) => {
      if (!isChanged && bytes / of > share) appendFileSync(file, 'Ada,late@example.com\n')
      isChanged ||= bytes / of > share
    }
    await expect(importFile(at, file, { advance })).rejects.toThrow('has changed during the import')
    expect((await contactsIn(at)).length).toBeGreaterThanOrEqual(written)
    if (written === 0) expect(await contactsIn(at)).toEqual([])
  })

  const modes: [ImportOptions['mode'], boolean][] = [
    ['upsert', false],
    ['create', false],
    ['create', true],
  ]
  const points: [number, boolean][] = [
    [0, true],
    [1, false],
    [4, true],
    [8, false],
  ]

  it.each(modes.flatMap((mode) => points.map((point) => [...mode, ...point] as const)))(
    '--mode %s, duplicates allowed: %s, after %i groups, committed: %s',
    async (mode, allowDuplicateContact, groups, isCommitted) => {
      const at = await place({ allowDuplicateContact })
      const killed = bring({ ...at, storage: failingAfter(groups, isCommitted) }, content, { mode })
      await expect(killed).rejects.toThrow('killed')
      const written = (await contactsIn(at)).length
      expect(written > 0).toBe(groups > 0 || isCommitted)
      expect(written).toBeLessThan(180)
      expect(await bring(at, content, { mode })).toMatchObject({
        created: 180 - written,
        unchanged: written,
        rejected: 0,
      })
      expect(await bring(at, content, { mode })).toMatchObject({ unchanged: 180 })
      expect(await contactsIn(at)).toHaveLength(180)
    },
  )

  it('--mode update', async () => {
    const at = await place()
    await bring(at, content)
    const changed = content.replaceAll(',p', ',P').replaceAll('Person', 'People')
    const killed = bring({ ...at, storage: failingAfter(2, true) }, changed, { mode: 'update' })
    await expect(killed).rejects.toThrow('killed')
    const { updated, unchanged, rejected } = await bring(at, changed, { mode: 'update' })
    // Rows without an email find no contact in another file.
    expect([updated + unchanged, rejected]).toEqual([90, 90])
    expect(unchanged).toBeGreaterThan(0)
    expect((await contactsIn(at)).filter(({ firstName }) => firstName?.startsWith('People'))).toHaveLength(90)
  })
})

it('BR-813 an import does not wait for that of another location', async () => {
  const stuck = await place()
  const { promise, resolve } = Promise.withResolvers<void>()
  const storage = new Proxy(server.storage, {
    get: (inner, name: keyof Storage) =>
      name === 'write'
        ? async (...args: Parameters<Storage['write']>) => {
            await promise
            return inner.write(...args)
          }
        : (inner[name] as () => unknown).bind(inner),
  })
  const first = bring({ ...stuck, storage }, comma)
  expect(await bring(await place(), comma)).toMatchObject({ created: 2 })
  expect(await contactsIn(stuck)).toEqual([])
  resolve()
  expect(await first).toMatchObject({ created: 2 })
})

describe('BR-748 refused rows are kept, corrected and imported again', () => {
  it.each([
    [
      'csv',
      'Email,First Name,City\na@example.com,Al,Rome\n,,"Bern, north"\n',
      'Email,First Name,City,contactd_error\n,,"Bern, north",',
      '\n,,',
      '\n,Bo,',
    ],
    [
      'jsonl',
      '{"email":"a@example.com"}\n{"city":"Bern"}\n',
      '{"city":"Bern","contactd_error":',
      '"city"',
      '"firstName":"Bo","city"',
    ],
    [
      'vcf',
      'BEGIN:VCARD\nEMAIL:a@example.com\nEND:VCARD\nBEGIN:VCARD\nADR:;;;Bern;;;\nEND:VCARD\n',
      'BEGIN:VCARD\nADR:;;;Bern;;;\nX-CONTACTD-ERROR:',
      'ADR:',
      'N:;Bo\nADR:',
    ],
  ])('%s', async (ending, content, start, wrong, right) => {
    const at = await place()
    const rejects = join(folder, `rejects.${ending}`)
    expect(await bring(at, content, { name: `c.${ending}`, rejects })).toMatchObject({
      created: 1,
      rejected: 1,
    })
    const text = readFileSync(rejects, 'utf8')
    expect(text.startsWith(start)).toBe(true)
    expect(text).toContain('without email, phone, firstName and lastName')
    const corrected = text.replace(wrong, right)
    expect(await bring(at, corrected, { name: `d.${ending}`, rejects })).toMatchObject({
      ...none,
      rows: 1,
      created: 1,
    })
    expect((await contactsIn(at)).find(({ firstName }) => firstName === 'Bo')).toBeDefined()
  })

  it('a line that was not JSON, in the words that the file has for it', async () => {
    const at = await place()
    const rejects = join(folder, 'rejects-of-lines.jsonl')
    const content = '{"email": "a@example.com"}\n{"email": "b@example.com",}\n1\n'
    expect(await bring(at, content, { name: 'c.jsonl', rejects })).toMatchObject({ created: 1, rejected: 2 })
    const corrected = readFileSync(rejects, 'utf8').replace(',}', '}')
    expect(await bring(at, corrected, { name: 'd.jsonl', rejects })).toMatchObject({
      rows: 2,
      created: 1,
      rejected: 1,
      warnings: 0,
    })
    expect(readFileSync(rejects, 'utf8')).toBe(
      '{"line":"1","contactd_error":"the line is not a JSON object"}\n',
    )
  })

  it('surplus cells stay refused if a spreadsheet has lengthened the header', async () => {
    const header = 'Email;City;contactd_error;;'
    const content = `${header}\na@example.com;Rome;why;Italy;\nb@example.com;Bern;why;;\n`
    const { said, ...counts } = await bring(await place(), content, { createFields: true })
    expect(counts).toMatchObject({ rows: 2, created: 1, rejected: 1 })
    expect(said.join('\n')).toContain('"Italy" has no column')
  })

  it('--strict refuses a row for one bad field', async () => {
    const at = await place()
    const content = 'Email,Phone\na@example.com,12\nb@example.com,2015550103\n'
    const { said, ...counts } = await bring(at, content, { strict: true })
    expect(counts).toMatchObject({ created: 1, rejected: 1 })
    expect(said.join('\n')).toMatch(
      /^Row 1 refused: phone "12": it is not a number of US, .*; --strict refuses rows with such a field$/m,
    )
    expect(await bring(at, content)).toMatchObject({ created: 1, unchanged: 1, warnings: 1 })
  })

  it('leaves out a user of another location, and refuses the row with --strict', async () => {
    const at = await place()
    const user = await server.fixtures.user(server.companyId, at.locationId)
    const lines = [user, 'nobody'].map(
      (assignedTo) => `${JSON.stringify({ firstName: assignedTo, assignedTo })}\n`,
    )
    const content = lines.join('')
    const strictly = await bring(at, content, { name: 'c.jsonl', strict: true })
    expect(strictly).toMatchObject({ created: 1, rejected: 1 })
    expect(await bring(at, content, { name: 'c.jsonl' })).toMatchObject({
      created: 1,
      unchanged: 1,
      warnings: 1,
    })
    expect((await contactsIn(at)).map(({ assignedTo }) => assignedTo)).toEqual(
      expect.arrayContaining([user, undefined]),
    )
  })

  it('a refusal after the first change of a row undoes this row alone', async () => {
    const at = await place()
    await server.storage.write(
      async (tx) => {
        for (let index = 0; index < 12; index++)
          await createCustomField(tx, server, at.locationId, { name: `F ${index}`, dataType: 'LARGE_TEXT' })
      },
      { locationId: at.locationId },
    )
    const header = ['Email', ...Array.from({ length: 12 }, (_, index) => `F ${index}`)].join(',')
    const big = ['big@example.com', ...Array.from({ length: 12 }, () => 'x'.repeat(99_000))].join(',')
    const content = `${header}\na@example.com\n${big}\nb@example.com\n`
    const { said, ...counts } = await bring(at, content)
    expect(counts).toMatchObject({ created: 2, rejected: 1 })
    expect(said.join('\n')).toContain('must not grow beyond')
    expect((await contactsIn(at)).map(({ email }) => email).sort()).toEqual([
      'a@example.com',
      'b@example.com',
    ])
  })
})

describe('BR-749 a preview counts what an import would do, and writes nothing', () => {
  it('with repetitions, updates and refusals', async () => {
    const at = await place()
    await bring(at, 'Email,First Name\na@example.com,Al\nb@example.com,Bo\n')
    const before = await contactsIn(at)
    const content =
      'Email,First Name,City\na@example.com,Al,\nb@example.com,Bob,\nc@example.com,Cy,\nC@example.com,Cyd,\n,,Rome\n'
    const { said: _, ...preview } = await bring(at, content, { isPreview: true })
    expect(preview).toEqual({ ...none, rows: 5, created: 1, updated: 2, unchanged: 1, rejected: 1 })
    expect(await contactsIn(at)).toEqual(before)
    const { said: __, ...counts } = await bring(at, content)
    expect(counts).toEqual(preview)
  })
})

describe('BR-750 webhooks get events on request alone', () => {
  it.each([
    [false, 0],
    [true, 2],
  ])('events: %s', async (events, count) => {
    const at = await place()
    const fired = await FiredEvents.watch(server, at.locationId)
    await bring(at, comma, { events })
    expect(await fired.take()).toHaveLength(count)
  })
})

describe('BR-751 JSON lines take the properties that the API returns', () => {
  it('a round trip changes nothing', async () => {
    const at = await place()
    await bring(
      at,
      'Email,Phone,First Name,Birthday,Tags,DND,Additional Emails,Plan\na@example.com,2015550101,Al,1990-03-05,"one, two",true,b@example.com,Basic\n',
      { createFields: true },
    )
    const before = await contactsIn(at)
    const lines = before.map((contact) => `${JSON.stringify(contact)}\n`).join('')
    const { said: _, ...counts } = await bring(at, lines, { name: 'c.jsonl' })
    expect(counts).toEqual({ ...none, rows: 1, unchanged: 1 })
    expect(await contactsIn(at)).toEqual(before)
  })

  it('a line that is no object is refused', async () => {
    const { said: _, ...counts } = await bring(await place(), '{"email":"a@example.com"}\n[1]\n{"a\n', {
      name: 'c.jsonl',
    })
    expect(counts).toMatchObject({ created: 1, rejected: 2 })
  })

  it('keeps the id and the time of creation in another location', async () => {
    const at = await place()
    await bring(
      at,
      '{"id":"BBBBBBBBBBBBBBBBBBBB","firstName":"Al","email":"Al@Example.com","dateAdded":"2020-01-02T03:04:05.678Z"}\n',
      { name: 'c.jsonl' },
    )
    expect(await contactsIn(at)).toMatchObject([
      { id: 'BBBBBBBBBBBBBBBBBBBB', email: 'Al@Example.com', dateAdded: '2020-01-02T03:04:05.678Z' },
    ])
  })
})
