import Database from 'better-sqlite3'
import type { Contact } from '../../server/src/api/contacts/contact.ts'
import type { HttpClient } from './http-client.ts'

interface Entry {
  /** The mark of the last acknowledged write. */
  acknowledged: string
  /** The mark of a write without a response. */
  inFlight?: string | undefined
}

/**
 * The writes that were sent to a server and acknowledged, to be compared with its database. Each write leaves a unique
 * mark in three fields of a contact and in the location's tags, so a partial write is detected.
 */
export class Ledger {
  readonly #locationId: string
  readonly #entries = new Map<string, Entry>()
  readonly #createsInFlight = new Set<string>()
  readonly #acknowledgedMarks = new Set<string>()
  #marks = 0

  /** @param locationId of the contacts. */
  constructor(locationId: string) {
    this.#locationId = locationId
  }

  /** The number of acknowledged writes. */
  get acknowledged(): number {
    return this.#acknowledgedMarks.size
  }

  /** The ids of the acknowledged contacts. */
  get contactIds(): string[] {
    return [...this.#entries.keys()]
  }

  /**
   * Creates a contact. @returns its id.
   * @throws UnexpectedAnswer for any status but 201, the connection's error without a response.
   */
  async create(client: HttpClient): Promise<string> {
    const mark = this.#mark()
    this.#createsInFlight.add(mark)
    const body = { locationId: this.#locationId, source: 'ledger', ...marked(mark) }
    const reply = await client.call('POST', '/contacts/', body)
    this.#createsInFlight.delete(mark)
    if (reply.status !== 201) throw new UnexpectedAnswer(reply.status, reply.text)
    this.#acknowledgedMarks.add(mark)
    this.#entries.set(reply.body.contact.id, { acknowledged: mark })
    return reply.body.contact.id
  }

  /**
   * Updates a contact that no other request updates at the same time.
   * @throws UnexpectedAnswer for any status but 200, the connection's error without a response.
   */
  async update(client: HttpClient, id: string): Promise<void> {
    const mark = this.#mark()
    const entry = this.#entryOf(id)
    entry.inFlight = mark
    const reply = await client.call('PUT', `/contacts/${id}`, marked(mark))
    entry.inFlight = undefined
    if (reply.status !== 200) throw new UnexpectedAnswer(reply.status, reply.text)
    this.#acknowledgedMarks.add(mark)
    entry.acknowledged = mark
  }

  /**
   * Compares the ledger with a database: every acknowledged write is complete, and no refused one exists. Writes
   * without a response that are found count as acknowledged from now on.
   * @param unanswered whether a write without a response may have been carried out.
   * @returns the problems.
   */
  problems(file: string, { unanswered }: { unanswered: 'maybe done' | 'not done' }): string[] {
    const { contacts, tags, faults } = readDatabase(file)
    const problems = [...faults]
    for (const mark of this.#acknowledgedMarks) {
      if (!tags.has(mark)) problems.push(`the location lost the tag ${mark}`)
    }
    for (const [id, entry] of this.#entries) {
      const found = contacts.get(id)
      const allowed =
        unanswered === 'maybe done' ? [entry.acknowledged, entry.inFlight] : [entry.acknowledged]
      if (found === undefined || !allowed.includes(found)) {
        problems.push(`contact ${id} holds ${found} instead of ${allowed.join(' or ')}`)
      } else {
        entry.acknowledged = found
      }
      entry.inFlight = undefined
    }
    for (const [id, mark] of contacts) {
      if (this.#entries.has(id)) continue
      if (unanswered === 'maybe done' && this.#createsInFlight.has(mark)) {
        this.#entries.set(id, { acknowledged: mark })
      } else {
        problems.push(`contact ${id} holds ${mark}, which nobody was told of`)
      }
    }
    this.#createsInFlight.clear()
    return problems
  }

  /** Reads a contact from the server. @returns the problem, if any. */
  async problemOf(client: HttpClient, id: string): Promise<string | undefined> {
    const { status, body, text } = await client.call('GET', `/contacts/${id}`)
    if (status !== 200) return `contact ${id} is answered with ${text}`
    const found = markOf(body.contact)
    const { acknowledged } = this.#entryOf(id)
    return found === acknowledged ? undefined : `contact ${id} holds ${found} instead of ${acknowledged}`
  }

  #entryOf(id: string): Entry {
    const entry = this.#entries.get(id)
    if (!entry) throw new Error(`The ledger has no contact ${id}.`)
    return entry
  }

  #mark(): string {
    this.#marks += 1
    return `mark-${this.#marks}`
  }
}

/** A response that does not acknowledge the write. */
export class UnexpectedAnswer extends Error {
  readonly status: number

  constructor(status: number, text: string) {
    super(`The write was answered with ${status}: ${text}`)
    this.status = status
  }
}

const marked = (mark: string) => ({ firstName: mark, lastName: mark, tags: [mark] })

/** The mark of a contact; all marks if its fields differ. */
function markOf({ firstName, lastName, tags }: Pick<Contact, 'firstName' | 'lastName' | 'tags'>): string {
  return [...new Set([firstName, lastName, ...tags])].join(' and ')
}

function readDatabase(file: string): { contacts: Map<string, string>; tags: Set<string>; faults: string[] } {
  const database = new Database(file, { readonly: true })
  try {
    const documents = database.prepare<[], string>('SELECT document FROM contacts').pluck().all()
    const ledgered = documents
      .map((document) => JSON.parse(document) as Contact)
      .filter(({ source }) => source === 'ledger')
    const integrity = database.pragma('integrity_check', { simple: true })
    const foreignKeys = database.pragma('foreign_key_check')
    return {
      contacts: new Map(ledgered.map((contact) => [contact.id, markOf(contact)])),
      tags: new Set(database.prepare<[], string>('SELECT name FROM location_tags').pluck().all()),
      faults: [
        ...(integrity === 'ok' ? [] : [`integrity check: ${integrity}`]),
        ...(Array.isArray(foreignKeys) && foreignKeys.length === 0 ? [] : ['broken foreign keys']),
      ],
    }
  } finally {
    database.close()
  }
}
