import { join } from 'node:path'
import Database from 'better-sqlite3'
import { describe, expect, it } from 'vitest'
import type { HttpClient } from './http-client.ts'
import { Ledger, UnexpectedAnswer } from './ledger.ts'
import { temporaryFolder } from './program.ts'

describe('a ledger', () => {
  it('finds no problem if everything was kept', async () => {
    const { ledger, client, file } = start()
    const id = await ledger.create(client)
    await ledger.update(client, id)
    expect(ledger.problems(file, { unanswered: 'not done' })).toEqual([])
    expect(ledger.acknowledged).toBe(2)
  })

  it.each([
    [
      'an acknowledged update is lost',
      "UPDATE contacts SET document = replace(document, 'mark-2', 'mark-1')",
    ],
    [
      'half of an update is lost',
      `UPDATE contacts SET document = json_set(document, '$.lastName', 'mark-1')`,
    ],
    ['an acknowledged contact is lost', 'DELETE FROM contacts'],
    ['an acknowledged tag is lost', "DELETE FROM location_tags WHERE name = 'mark-2'"],
    [
      'there is an unacknowledged contact',
      `INSERT INTO contacts VALUES ('x', '{"source":"ledger","id":"x","tags":[]}')`,
    ],
  ])('reports it if %s', async (_, sql) => {
    const { ledger, client, file, database } = start()
    await ledger.update(client, await ledger.create(client))
    database.exec(sql)
    expect(ledger.problems(file, { unanswered: 'maybe done' })).toHaveLength(1)
  })

  it.each([
    ['done', true],
    ['not done', false],
  ])('checks a write without a response that was %s', async (_, done) => {
    const { ledger, client, file, failNext } = start()
    const id = await ledger.create(client)
    failNext({ done })
    await expect(ledger.update(client, id)).rejects.toThrow('closed')
    expect(ledger.problems(file, { unanswered: 'maybe done' })).toEqual([])
    failNext({ done })
    await expect(ledger.create(client)).rejects.toThrow('closed')
    expect(ledger.problems(file, { unanswered: 'not done' })).toHaveLength(done ? 1 : 0)
  })

  it('reports a refused write that was done', async () => {
    const { ledger, client, file, failNext } = start()
    const id = await ledger.create(client)
    failNext({ done: true, status: 503 })
    await expect(ledger.update(client, id)).rejects.toThrow(UnexpectedAnswer)
    expect(ledger.problems(file, { unanswered: 'maybe done' })).toHaveLength(1)
  })
})

/** A ledger, and a client of a configurably faulty server. */
function start() {
  const file = join(temporaryFolder(), 'contactd.db')
  const database = new Database(file)
  database.exec('CREATE TABLE contacts (id PRIMARY KEY, document); CREATE TABLE location_tags (name UNIQUE)')
  const save = database.prepare('INSERT OR REPLACE INTO contacts VALUES (:id, :document)')
  const saveTag = database.prepare('INSERT INTO location_tags VALUES (?)')
  let failure: { done: boolean; status?: number } | undefined
  let contacts = 0

  const call = async (method: string, path: string, body: { tags: string[] }) => {
    const failing = failure
    failure = undefined
    const id = method === 'POST' ? `contact-${++contacts}` : path.replace('/contacts/', '')
    if (failing?.done !== false) {
      save.run({ id, document: JSON.stringify({ source: 'ledger', ...body, id }) })
      for (const tag of body.tags) saveTag.run(tag)
    }
    if (failing && failing.status === undefined) throw new Error('closed')
    return { status: failing?.status ?? (method === 'POST' ? 201 : 200), body: { contact: { id } } }
  }
  return {
    file,
    database,
    ledger: new Ledger('location'),
    client: { call } as unknown as HttpClient,
    failNext: (how: { done: boolean; status?: number }) => {
      failure = how
    },
  }
}
