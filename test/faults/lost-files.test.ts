import { execFileSync } from 'node:child_process'
import {
  copyFileSync,
  existsSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { systemClock as clock } from '../../server/src/lib/clock.ts'
import type { StorageLog } from '../../server/src/storage/log.ts'
import { openStorage } from '../../server/src/storage/open-storage.ts'
import { find, insert } from '../../server/src/storage/sql-conformance.ts'
import { type Storage, StorageUnavailableError } from '../../server/src/storage/storage.ts'
import { HttpClient } from '../support/http-client.ts'
import { type Program, runProgram, startProgram, temporaryFolder } from '../support/program.ts'
import { until } from '../support/until.ts'

const contact = '/contacts/ocQHyuzHvuMOe5N5jjXF'

/** Each test starts programs, possibly on a slow machine. */
const timeout = 180_000

let folder: string
let file: string
beforeEach(() => {
  folder = temporaryFolder()
  file = join(folder, 'contactd.db')
})

describe('files that are moved, deleted or replaced under a storage', () => {
  let storage: Storage
  let said: string[]
  const note = (_details: object, sentence: string) => void said.push(sentence)
  const log: StorageLog = { info: note, warn: note }
  const open = () => openStorage({ database: `sqlite:${file}`, clock, log })
  const add = (id: string) =>
    storage.write((tx) => tx.run(insert, { id, name: id, dateAdded: 0 }), 'database')
  const idsAtThePath = async () => {
    const other = await open()
    const rows = await Promise.all(['a', 'b', 'c'].map((id) => other.read((tx) => tx.get(find, { id }))))
    await other.close()
    return rows.flatMap((row) => (row ? [row.id] : []))
  }
  beforeEach(async () => {
    said = []
    storage = await open()
    await add('a')
    said = []
  })
  afterEach(() => storage.close())

  const harms: [string, () => void, RegExp][] = [
    ['moved', () => renameSync(file, `${file}.old`), /was moved or deleted/],
    ['deleted', () => rmSync(file), /was moved or deleted/],
    [
      'replaced',
      () => {
        copyFileSync(file, `${file}.new`)
        renameSync(`${file}.new`, file)
      },
      /was replaced: writes/,
    ],
    ['without its log', () => rmSync(`${file}-wal`), /was removed or replaced/],
    [
      'with another log',
      () => {
        rmSync(`${file}-wal`)
        writeFileSync(`${file}-wal`, '')
      },
      /was removed or replaced/,
    ],
  ]
  it.each(harms)(
    'BR-361 %s: writes are refused, which is logged once, and the check fails',
    async (_, harm, words) => {
      harm()
      for (const id of ['b', 'c']) {
        await expect(add(id)).rejects.toThrow(StorageUnavailableError)
        await expect(storage.checkWritable()).rejects.toThrow(words)
      }
      expect(said).toEqual([expect.stringMatching(words)])
      // Open files can still be read.
      expect(await storage.read((tx) => tx.get(find, { id: 'a' }))).toMatchObject({ id: 'a' })
    },
  )

  it.each(harms)('BR-361 %s during a group: its writes are not acknowledged', async (_, harm) => {
    const writing = storage.write(async (tx) => {
      await tx.run(insert, { id: 'b', name: 'b', dateAdded: 0 })
      harm()
    }, 'database')
    await expect(writing).rejects.toThrow(StorageUnavailableError)
  })

  it('BR-361 a file that is moved back can be written again', async () => {
    renameSync(file, `${file}.old`)
    await expect(add('b')).rejects.toThrow(StorageUnavailableError)
    renameSync(`${file}.old`, file)
    await add('c')
    expect(said.at(-1)).toMatch(/are back/)
    await storage.close()
    expect(await idsAtThePath()).toEqual(['a', 'c'])
  })

  it('BR-361 without its log, acknowledged writes are saved when the storage is closed', async () => {
    await add('b')
    rmSync(`${file}-wal`)
    await expect(add('c')).rejects.toThrow(StorageUnavailableError)
    await storage.close()
    expect(await idsAtThePath()).toEqual(['a', 'b'])
  })

  it('BR-361 the target of a link is checked', async () => {
    await storage.close()
    const link = join(folder, 'link.db')
    symlinkSync(file, link)
    storage = await openStorage({ database: `sqlite:${link}`, clock, log })
    await add('b')
    rmSync(`${file}-wal`)
    await expect(add('c')).rejects.toThrow(/was removed or replaced/)
  })
})

describe('BR-361 a server whose file is moved', { timeout }, () => {
  it('responds 503 to writes and to /readyz, and logs a sentence', async () => {
    const program = await startProgram({ folder, demo: true })
    const client = new HttpClient(program)
    expect((await client.call('PUT', contact, { city: 'Aden' })).status).toBe(200)
    renameSync(file, `${file}.old`)
    expect(await client.call('PUT', contact, { city: 'Bonn' })).toMatchObject({
      status: 503,
      headers: { 'retry-after': '1' },
    })
    expect((await client.call('GET', '/readyz')).status).toBe(503)
    expect((await client.call('GET', contact)).body.contact).toMatchObject({ city: 'Aden' })
    await until(() => program.stderr().includes('was moved or deleted'))
    client.close()
    expect(await program.stop()).toMatchObject({ code: 0 })
  })
})

describe('files that are overwritten or truncated under a storage', { timeout }, () => {
  const words = /was overwritten or truncated/
  let program: Program
  let client: HttpClient
  beforeEach(async () => {
    program = await startProgram({ folder, demo: true })
    client = new HttpClient(program)
    expect((await client.call('PUT', contact, { city: 'Aden' })).status).toBe(200)
  })
  afterEach(() => client.close())

  // In a separate program: SQLite maps the file, and the system kills a process that reads a truncated part.
  it.each<[string, () => void]>([
    ['the file is emptied', () => truncateSync(file)],
    ['another is copied over the file', () => writeFileSync(file, new Uint8Array(8_192))],
    ['the log is emptied', () => truncateSync(`${file}-wal`)],
    ['the log loses its end', () => truncateSync(`${file}-wal`, 8_192)],
  ])('BR-361 %s: writes are refused, and the log and /readyz give the reason', async (_, harm) => {
    harm()
    for (const city of ['Bonn', 'Cork'])
      expect(await client.call('PUT', contact, { city })).toMatchObject({ status: 503 })
    expect((await client.call('GET', '/readyz')).status).toBe(503)
    await until(() => words.test(program.stderr()))
    expect(program.stderr()).not.toContain('    at ')
    await program.stop('SIGKILL')
  })

  it('BR-361 a file that another program makes smaller can still be written', async () => {
    const filler = new Database(file)
    filler.exec('CREATE TABLE filler AS SELECT randomblob(2000000) AS bytes')
    filler.pragma('wal_checkpoint(PASSIVE)')
    expect((await client.call('PUT', contact, { city: 'Bonn' })).status).toBe(200)
    filler.exec('DROP TABLE filler')
    filler.exec('VACUUM')
    const bytes = statSync(file).size
    filler.pragma('wal_checkpoint(TRUNCATE)')
    filler.close()
    expect(statSync(file).size).toBeLessThan(bytes)
    expect((await client.call('PUT', contact, { city: 'Cork' })).status).toBe(200)
    expect(await program.stop()).toMatchObject({ code: 0 })
  })
})

describe('a write-ahead log that is missing at the start', { timeout }, () => {
  const start = () => startProgram({ folder, demo: true })
  const update = async (program: Program, city: string) => {
    const client = new HttpClient(program)
    expect((await client.call('PUT', contact, { city })).status).toBe(200)
    client.close()
  }
  const cityIn = async (program: Program) => {
    const client = new HttpClient(program)
    const { body } = await client.call('GET', contact)
    client.close()
    return body.contact.city
  }
  const removeLog = () => {
    for (const suffix of ['-wal', '-shm']) rmSync(`${file}${suffix}`, { force: true })
  }
  const refusal = async (database: string) => {
    const { code, stderr } = await runProgram(['serve', '--port', '0', '--database', `sqlite:${database}`])
    return [code, stderr]
  }
  const refused = [1, expect.stringMatching(/^[^\n]* was not closed, [^\n]* is missing: [^\n]*\n$/)]

  it('BR-362 of a killed server is refused until it is back or is declared lost', async () => {
    const program = await start()
    await update(program, 'Aden')
    await program.stop('SIGKILL')
    copyFileSync(`${file}-wal`, `${file}-wal.kept`)
    removeLog()
    expect(await refusal(file)).toEqual(refused)
    const backup = await runProgram(['backup', join(folder, 'backup.db'), '--database', `sqlite:${file}`])
    expect(backup).toMatchObject({ code: 1, stderr: expect.stringContaining('was not closed') })

    renameSync(`${file}-wal.kept`, `${file}-wal`)
    const again = await start()
    expect(await cityIn(again)).toBe('Aden')
    await again.stop('SIGKILL')
    removeLog()
    writeFileSync(`${file}-wal`, '')
    const without = await start()
    expect((await without.stop()).code).toBe(0)
    await (await start()).stop()
  })

  it('BR-362 a file copied from a running server is refused; after the server has ended, it is complete', async () => {
    const program = await start()
    await update(program, 'Aden')
    const copy = join(temporaryFolder(), 'copy.db')
    copyFileSync(file, copy)
    expect(await refusal(copy)).toEqual(refused)
    await program.stop()
    expect(existsSync(`${file}-wal`)).toBe(false)
    rmSync(copy)
    copyFileSync(file, join(folder, 'copy.db'))
    const other = await startProgram({ folder, args: ['--database', `sqlite:${join(folder, 'copy.db')}`] })
    expect((await other.stop()).code).toBe(0)
  })

  it('BR-362 copies of a running server that SQLite and contactd make can be opened, and so can files that others closed', async () => {
    const program = await start()
    await update(program, 'Aden')
    const target = temporaryFolder()
    const source = new Database(file)
    await source.backup(join(target, 'copied.db'))
    source.prepare('VACUUM INTO ?').run(join(target, 'vacuumed.db'))
    source.close()
    const backup = join(target, 'backup.db')
    expect((await runProgram(['backup', backup, '--database', `sqlite:${file}`])).code).toBe(0)
    const restored = join(temporaryFolder(), 'restored.db')
    expect((await runProgram(['restore', backup, '--database', `sqlite:${restored}`])).code).toBe(0)
    await program.stop('SIGKILL')
    // Another program that opens it is the last one to close it, so it checkpoints the log and removes it.
    const other = new Database(file)
    expect(other.pragma('integrity_check', { simple: true })).toBe('ok')
    other.close()
    expect(existsSync(`${file}-wal`)).toBe(false)
    for (const each of [join(target, 'copied.db'), join(target, 'vacuumed.db'), restored, file]) {
      const storage = await openStorage({ database: `sqlite:${each}`, clock })
      await storage.close()
    }
  })

  it('BR-362 the mark survives the checkpoints of a busy server', async () => {
    const storage = await openStorage({ database: `sqlite:${file}`, clock })
    const name = 'x'.repeat(900)
    const copy = join(folder, 'copy.db')
    const verdicts = new Set<string>()
    for (let round = 0; round < 40; round += 1) {
      const ids = Array.from({ length: 256 }, (_, index) => `${round}-${index}`)
      await Promise.all(
        ids.map((id) => storage.write((tx) => tx.run(insert, { id, name, dateAdded: 0 }), 'database')),
      )
      // Closing a descriptor of the file in this process would release the locks of its connections.
      execFileSync('cp', [file, copy])
      const opened = await openStorage({ database: `sqlite:${copy}`, clock }).catch((error: Error) => error)
      if (opened instanceof Error) verdicts.add(opened.message.replace(/^.* (is missing).*$/, '$1'))
      else {
        verdicts.add('opened')
        await opened.close()
      }
      rmSync(copy)
    }
    await storage.close()
    expect([...verdicts]).toEqual(['is missing'])
    await (await openStorage({ database: `sqlite:${file}`, clock })).close()
  })

  it('BR-362 a log without its database is refused and kept', async () => {
    const program = await start()
    await program.stop('SIGKILL')
    renameSync(file, `${file}.old`)
    expect(await refusal(file)).toEqual([1, expect.stringContaining('has no database')])
    expect(existsSync(`${file}-wal`)).toBe(true)
  })
})
