import Database from 'better-sqlite3'
import { randomIds as ids } from '../../server/src/lib/ids.ts'
import { variedPeople } from '../varied-people.ts'
import { copierOf, templates } from './template-contacts.ts'

const contactsPerBatch = 1000
const cacheKibibytes = 2 * 1024 * 1024

type Row = Record<string, string | number | null>

/**
 * Replaces the contacts of a database, which a build made by `templateBody`, with many more: a person for each number.
 * The statements know no column but `id`, `date_added` and `document`, so that databases of other commits can be used.
 * @returns the ids, by the number of the person, and the JSON of one contact.
 */
export function multiplyContacts(
  databaseFile: string,
  contacts: number,
): { contactIds: string[]; document: string } {
  const database = new Database(databaseFile)
  database.pragma('journal_mode = OFF')
  database.pragma('synchronous = OFF')
  database.pragma(`cache_size = -${cacheKibibytes}`)
  const made = database.prepare('SELECT * FROM contacts ORDER BY date_added, rowid').all() as Row[]
  if (made.length !== templates)
    throw new Error(`The build made ${made.length} contacts instead of ${templates}.`)
  const copiers = made.map((row, template) => copierOf(template, String(row.id)))
  const columns = Object.keys(made[0] ?? {})
  const insert = database.prepare(
    `INSERT INTO contacts (${columns.join(', ')}) VALUES (${columns.map((name) => `:${name}`).join(', ')})`,
  )
  const lengthen = database.prepare('UPDATE contacts SET document = :document WHERE rowid = :rowid')
  const contactIds: string[] = []
  const copy = (index: number) => {
    const person = variedPeople.person(index)
    const id = ids.next()
    contactIds.push(id)
    const template = made[index % templates] as Row
    const entries = Object.entries(template).map(([name, value]) => [
      name,
      typeof value === 'string' ? copiers[index % templates]?.(value, person, id) : value,
    ])
    const row = Object.fromEntries(entries) as Row & { document: string }
    return { row, rowid: insert.run(row).lastInsertRowid }
  }
  database.transaction(() => {
    database.exec('DELETE FROM contacts')
    for (let first = 0; first < contacts; first += contactsPerBatch) {
      const batch = Array.from({ length: Math.min(contactsPerBatch, contacts - first) }, (_, at) =>
        copy(first + at),
      )
      // As in use: new pages are full, and the first change that makes a contact longer splits its page.
      for (const { row, rowid } of batch.sort(() => Math.random() - 0.5))
        lengthen.run({ rowid, document: lengthened(row.document) })
    }
  })()
  const { document } = database.prepare('SELECT document FROM contacts LIMIT 1').get() as { document: string }
  database.pragma('journal_mode = WAL')
  database.close()
  return { contactIds, document }
}

/** Lists all contacts as changed, so that the first search, which makes the index, reads each of them. */
export function listAsChanged(databaseFile: string): void {
  const database = new Database(databaseFile)
  database.pragma('synchronous = OFF')
  database.exec(
    'INSERT INTO contact_changes (location_id, contact_id) SELECT location_id, id FROM contacts ORDER BY rowid',
  )
  database.pragma('wal_checkpoint(TRUNCATE)')
  database.close()
}

const lengthened = (document: string) =>
  document.replace(/"source":"([^"]*)"/, '"source":"$1, called back since"')
