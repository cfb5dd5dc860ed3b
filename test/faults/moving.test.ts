import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { Contact } from '../../server/src/api/contacts/contact.ts'
import { CommandLine } from '../support/command-line.ts'
import { contentOf, inFile } from '../support/filled-database.ts'
import { HttpClient } from '../support/http-client.ts'
import { killAt, largeDatabase } from '../support/killed-copy.ts'
import { startProgram, temporaryFolder } from '../support/program.ts'
import { until } from '../support/until.ts'

const writers = 4
/** Each test starts many programs in sequence. */
const timeout = 120_000

/** The contacts of a database by id, and the tag names of its locations. */
const contactsIn = (file: string) =>
  inFile(file, (database) => {
    const documents = database.prepare<[], string>('SELECT document FROM contacts').pluck().all()
    const contacts = documents.map((document) => JSON.parse(document) as Contact)
    return {
      contacts: new Map(contacts.map((contact) => [contact.id, contact])),
      tags: new Set(database.prepare<[], string>('SELECT name FROM location_tags').pluck().all()),
    }
  })

/** Updates contacts repeatedly, each time with a new tag, until it is told to end. */
function startWriters(server: { url: string; token: string; file: string }) {
  const ids = [...contactsIn(server.file).contacts.keys()].slice(0, writers)
  const acknowledged = new Map<string, number>()
  let ended = false
  const done = Promise.all(
    ids.map(async (id) => {
      const client = new HttpClient(server)
      for (let count = 1; !ended; count += 1) {
        const body = { firstName: `${count}`, tags: [`${id}-${count}`.toLowerCase()] }
        expect((await client.call('PUT', `/contacts/${id}`, body)).status).toBe(200)
        acknowledged.set(id, count)
      }
      client.close()
    }),
  )
  const end = async () => {
    ended = true
    await done
  }
  return { acknowledged, end }
}

/** A copy of a database in use must have the state of one moment, and not an earlier one. */
function expectOneMoment(file: string, acknowledgedBefore: ReadonlyMap<string, number>): void {
  const { contacts, tags } = contactsIn(file)
  for (const [id, count] of acknowledgedBefore) {
    expect(Number(contacts.get(id)?.firstName)).toBeGreaterThanOrEqual(count)
  }
  // A contact and its new tag are written together; the tags are copied first.
  const named = [...contacts.values()].flatMap((contact) => contact.tags)
  expect(named.filter((tag) => !tags.has(tag))).toEqual([])
}

/** The public keys that verify app tokens. */
const keysOf = async ({ url }: { url: string }) => (await fetch(`${url}/_contactd/keys`)).json()

/** A demo server with writing clients, and what they had written when all had begun. */
async function startWrittenServer() {
  const contactd = new CommandLine()
  const server = await startProgram({ folder: contactd.folder, demo: true })
  const keys = await keysOf(server)
  const load = startWriters(server)
  await until(() => load.acknowledged.size === writers)
  return { contactd, server, keys, load, before: new Map(load.acknowledged) }
}

describe('BR-320 contactd copy', { timeout }, () => {
  it('copies the state of one moment while clients write, and the copy can be served', async () => {
    const { contactd, server, keys, load, before } = await startWrittenServer()
    const folder = temporaryFolder()
    const to = join(folder, 'contactd.db')
    const { tables } = await contactd.json<{ tables: { name: string; rows: number; checksum: string }[] }>(
      ...['copy', '--from', contactd.database, '--to', `sqlite:${to}`],
    )
    expect(tables).toContainEqual({
      name: 'contacts',
      rows: 200,
      checksum: expect.stringMatching(/^\w{64}$/),
    })
    await load.end()
    expectOneMoment(to, before)
    await server.stop()

    const copied = await startProgram({ folder, demo: true })
    expect(copied.token).toBe(server.token)
    const [id = ''] = before.keys()
    const client = new HttpClient(copied)
    expect((await client.call('GET', `/contacts/${id}`)).status).toBe(200)
    client.close()
    expect(await keysOf(copied)).toEqual(keys)
    await copied.stop()
  })

  it('prints a line per table, and lists each in a table with its checksum', async () => {
    const contactd = new CommandLine()
    await contactd.location()
    const to = `sqlite:${join(temporaryFolder(), 'to.db')}`
    const { code, stdout, stderr } = await contactd.run(['copy', '--from', contactd.database, '--to', to])
    expect(code).toBe(0)
    expect(stdout).toMatch(/^TABLE +ROWS +CHECKSUM\ncompanies +1 +[0-9a-f]{16}\nlocations +1 +[0-9a-f]{16}\n/)
    expect(stderr).toMatch(/^companies: 1 row\nlocations: 1 row\n/)
  })

  it('ends with one sentence if it fails, and with 2 if its arguments are wrong', async () => {
    const contactd = new CommandLine()
    const failed = await contactd.run(['copy', '--from', 'sqlite:./none.db', '--to', 'sqlite:./to.db'])
    expect(failed).toEqual({
      code: 1,
      stdout: '',
      stderr: expect.stringMatching(/^contactd: The database [^\n]+ does not exist[^\n]+\n$/),
    })
    expect(readdirSync(contactd.folder)).toEqual([])
    expect(await contactd.run(['copy', '--from', 'sqlite:./none.db'])).toMatchObject({ code: 2, stdout: '' })
  })
})

describe('BR-321 a killed copy', { timeout }, () => {
  it("can't be served, and the same command continues it", async () => {
    const contactd = await largeDatabase()
    const to = join(contactd.folder, 'to.db')
    const args = ['copy', '--from', contactd.database, '--to', `sqlite:${to}`]
    await killAt('location_tags', args)

    expect(await contactd.run(['serve', '--port', '0', '--database', `sqlite:${to}`])).toEqual({
      code: 1,
      stdout: '',
      stderr:
        'contactd: A copy into the database was not finished: run the same `contactd copy` again to continue it.\n',
    })
    inFile(contactd.file, (database) => database.exec("DELETE FROM contacts WHERE id LIKE '%7'"))
    expect(await contactd.run(args)).toMatchObject({ code: 0 })
    expect(contentOf(to)).toEqual(contentOf(contactd.file))
  })
})

describe('BR-322 contactd backup', { timeout }, () => {
  it('saves the state of one moment and its keys while clients write; the restored database can be served', async () => {
    const { contactd, server, keys, load, before } = await startWrittenServer()
    const file = join(temporaryFolder(), 'backup.db')
    await contactd.json('backup', file)
    await load.end()
    await server.stop()
    expectOneMoment(file, before)

    const elsewhere = new CommandLine()
    await elsewhere.json('restore', file)
    expect(readdirSync(elsewhere.folder).sort()).toEqual(['contactd.db', 'demo-token', 'secret-key'])
    const restored = await startProgram({ folder: elsewhere.folder, demo: true })
    expect(restored.token).toBe(server.token)
    expect(await keysOf(restored)).toEqual(keys)
    await restored.stop()
  })

  it('replaces no file without --force', async () => {
    const contactd = new CommandLine()
    await contactd.location()
    expect(await contactd.run(['backup', 'backup.db'])).toMatchObject({ code: 0 })
    const refused = await contactd.run(['backup', 'backup.db'])
    expect(refused).toEqual({
      code: 1,
      stdout: '',
      stderr: `contactd: The file ${join(contactd.folder, 'backup.db')} already exists: choose another name, or use --force to replace it.\n`,
    })
    expect(await contactd.run(['backup', 'backup.db', '--force'])).toMatchObject({ code: 0 })
  })
})

describe('BR-323 contactd restore', { timeout }, () => {
  it('refuses a database that a server has open, and one with data without --replace', async () => {
    const contactd = new CommandLine()
    const { id } = await contactd.location()
    await contactd.json('backup', 'backup.db')
    const later = await contactd.location('Later')
    const server = await startProgram({ folder: contactd.folder })
    const beside = await contactd.run(['restore', 'backup.db', '--replace'])
    expect(beside).toMatchObject({ code: 1, stdout: '' })
    expect(beside.stderr).toMatch(/^contactd: Another process has the database \S+ open: [^\n]+\n$/)
    await server.stop()

    const full = await contactd.run(['restore', 'backup.db'])
    expect(full).toMatchObject({ code: 1, stdout: '' })
    expect(full.stderr).toMatch(/^contactd: The database \S+ already contains data [^\n]+--replace[^\n]+\n$/)
    const ids = async () => (await contactd.json<{ id: string }[]>('location', 'list')).map((row) => row.id)
    expect((await ids()).sort()).toEqual([id, later.id].sort())
    expect(await contactd.run(['restore', 'backup.db', '--replace'])).toMatchObject({ code: 0 })
    expect(await ids()).toEqual([id])
  })
})
