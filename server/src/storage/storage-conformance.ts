import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import {
  find,
  findChunk,
  findUser,
  insert,
  insertChunk,
  insertDocument,
  insertLocation,
  insertReturning,
  insertUser,
  list,
  setDate,
  setEveryDate,
} from './sql-conformance.ts'
import { type ReadTx, type Storage, StorageUnavailableError, type WriteTx } from './storage.ts'

/** A new, empty database for one test. */
export interface TestDatabase {
  /** Opens it; may be called several times. */
  open(): Promise<Storage>
  /** Removes it after everything that was opened is closed. */
  remove(): Promise<void>
}

const company = (id: string, dateAdded = 1) => ({ id, name: `Company ${id}`, dateAdded })
const idsIn = async (tx: ReadTx) => (await tx.all(list, {})).map((row) => row.id)

/**
 * The tests that define the storage port.
 * @param engine its name, for the report.
 * @param make creates a new database for each test.
 * @param shared whether two handles share one database that outlives them.
 */
export function storageConformance(engine: string, make: () => Promise<TestDatabase>, shared: boolean): void {
  describe(`the storage port on ${engine}`, () => {
    let database: TestDatabase
    let storage: Storage

    beforeEach(async () => {
      database = await make()
      storage = await database.open()
    })
    afterEach(async () => {
      await storage.close()
      await database.remove()
    })

    const ids = () => storage.read(idsIn)

    describe('a write', () => {
      it('is visible to reads that begin after it resolves', async () => {
        await storage.write((tx) => tx.run(insert, company('a')), 'database')
        expect(await storage.read((tx) => tx.get(find, { id: 'a' }))).toEqual({
          id: 'a',
          name: 'Company a',
          date_added: 1,
        })
      })

      it('sees its own changes', async () => {
        const seen = await storage.write(async (tx) => {
          await tx.run(insert, company('a'))
          return idsIn(tx)
        }, 'database')
        expect(seen).toEqual(['a'])
      })

      it('returns what its function returns', async () => {
        expect(await storage.write(async () => ({ any: 'thing' }), 'database')).toEqual({ any: 'thing' })
      })

      it('sees earlier writes, in their order', async () => {
        const seen = await Promise.all(
          ['a', 'b', 'c'].map((id) =>
            storage.write(async (tx) => {
              await tx.run(insert, company(id))
              return idsIn(tx)
            }, 'database'),
          ),
        )
        expect(seen).toEqual([['a'], ['a', 'b'], ['a', 'b', 'c']])
      })

      it('settles in order', async () => {
        const settled: number[] = []
        const numbers = Array.from({ length: 50 }, (_, number) => number)
        await Promise.all(
          numbers.map((number) =>
            storage.write(async () => undefined, 'database').then(() => settled.push(number)),
          ),
        )
        expect(settled).toEqual(numbers)
      })

      it('is invisible to reads until it is committed', async () => {
        let reading: Promise<string[]> = Promise.resolve([])
        const writing = storage.write(async (tx) => {
          await tx.run(insert, company('a'))
          reading = storage.read(idsIn)
          for (let step = 0; step < 20; step += 1) await tx.get(find, { id: 'a' })
          throw new Error('refused')
        }, 'database')
        await expect(writing).rejects.toThrow('refused')
        expect(await reading).toEqual([])
      })

      it('loses no update among 200 concurrent read-modify-writes', async () => {
        await storage.write((tx) => tx.run(insert, company('a', 0)), 'database')
        const increment = async (tx: WriteTx) => {
          const row = await tx.get(find, { id: 'a' })
          await tx.run(setDate, { id: 'a', dateAdded: Number(row?.date_added) + 1 })
        }
        await Promise.all(Array.from({ length: 200 }, () => storage.write(increment, 'database')))
        expect(await storage.read((tx) => tx.get(find, { id: 'a' }))).toMatchObject({ date_added: 200 })
      })

      it('returns how many rows a statement changed', async () => {
        const changes = await storage.write(
          async (tx) => [
            await tx.change(insert, company('a')),
            await tx.change(insert, company('b')),
            await tx.change(setEveryDate, { dateAdded: 7 }),
            await tx.change(setDate, { id: 'nobody', dateAdded: 7 }),
          ],
          'database',
        )
        expect(changes).toEqual([1, 1, 2, 0])
      })

      it('cannot use its transaction after its end', async () => {
        let kept: WriteTx | undefined
        await storage.write(async (tx) => {
          kept = tx
        }, 'database')
        await expect(kept?.run(insert, company('a'))).rejects.toThrow('after its transaction had ended')
        expect(await ids()).toEqual([])
      })
    })

    describe('a write that fails', () => {
      it('rejects with its own error and changes nothing', async () => {
        const refusal = new Error('refused')
        const writing = storage.write(async (tx) => {
          await tx.run(insert, company('a'))
          await tx.run(insert, company('b'))
          throw refusal
        }, 'database')
        await expect(writing).rejects.toBe(refusal)
        expect(await ids()).toEqual([])
      })

      it('undoes a statement that returns rows, too', async () => {
        const writing = storage.write(async (tx) => {
          expect(await tx.get(insertReturning, company('a'))).toMatchObject({ id: 'a' })
          throw new Error('refused')
        }, 'database')
        await expect(writing).rejects.toThrow('refused')
        expect(await ids()).toEqual([])
      })

      it('does not affect concurrent writes', async () => {
        const results = await Promise.allSettled(
          ['a', 'b', 'c', 'd'].map((id) =>
            storage.write(async (tx) => {
              await tx.run(insert, company(id))
              if (id === 'b' || id === 'd') throw new Error(id)
            }, 'database'),
          ),
        )
        expect(results.map((result) => result.status)).toEqual([
          'fulfilled',
          'rejected',
          'fulfilled',
          'rejected',
        ])
        expect(await ids()).toEqual(['a', 'c'])
      })

      it('is invisible to later writes', async () => {
        const failing = storage.write(async (tx) => {
          await tx.run(insert, company('a'))
          throw new Error('refused')
        }, 'database')
        const seen = storage.write(idsIn, 'database')
        await expect(failing).rejects.toThrow('refused')
        expect(await seen).toEqual([])
      })

      it('rejects when the database refuses a statement, without affecting others', async () => {
        const results = await Promise.allSettled([
          storage.write((tx) => tx.run(insert, company('a')), 'database'),
          storage.write((tx) => tx.run(insert, company('a')), 'database'),
          storage.write((tx) => tx.run(insert, company('b')), 'database'),
        ])
        expect(results.map((result) => result.status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
        expect(await ids()).toEqual(['a', 'b'])
      })

      it('fails with a failed statement, even if it catches the error', async () => {
        await storage.write((tx) => tx.run(insert, company('a')), 'database')
        const writing = storage.write(async (tx) => {
          await tx.run(insert, company('b'))
          await tx.run(insert, company('a')).catch(() => undefined)
        }, 'database')
        await expect(writing).rejects.toThrow()
        expect(await ids()).toEqual(['a'])
      })

      it('rejects if its function throws synchronously', async () => {
        const writing = storage.write(() => {
          throw new Error('at once')
        }, 'database')
        await expect(writing).rejects.toThrow('at once')
      })
    })

    describe('a read', () => {
      it('returns undefined and an empty list without rows', async () => {
        expect(await storage.read((tx) => tx.get(find, { id: 'a' }))).toBeUndefined()
        expect(await storage.read((tx) => tx.all(list, {}))).toEqual([])
      })

      it('changes nothing', async () => {
        const reading = storage.read((tx) => tx.get(insertReturning, company('a')))
        await expect(reading).rejects.toThrow()
        expect(await ids()).toEqual([])
      })

      it('rejects with the error of its function', async () => {
        const refusal = new Error('refused')
        await expect(storage.read(() => Promise.reject(refusal))).rejects.toBe(refusal)
      })
    })

    describe('values', () => {
      it.each([
        ['ASCII', 'plain'],
        ['an empty text', ''],
        ['emoji and combining marks', '👩🏽‍🚀 Zoe\u0308 e\u0301'],
        ['right-to-left', 'مرحبا בעולם'],
        ['quotes and colons', `O'Brien "x" :id ::text ? $1`],
        ['100,000 characters', 'ä'.repeat(100_000)],
      ])('keep text: %s', async (_, name) => {
        await storage.write((tx) => tx.run(insert, { id: 'a', name, dateAdded: 1 }), 'database')
        expect(await storage.read((tx) => tx.get(find, { id: 'a' }))).toMatchObject({ name })
      })

      it.each([0, -1, 2 ** 31, 1_767_225_600_000, Number.MAX_SAFE_INTEGER, 2 ** 53, -(2 ** 53)])(
        'keep the integer %d',
        async (dateAdded) => {
          await storage.write((tx) => tx.run(insert, company('a', dateAdded)), 'database')
          const row = await storage.read((tx) => tx.get(find, { id: 'a' }))
          expect(row?.date_added).toBe(dateAdded)
        },
      )

      it.each([null, 'scrypt$…'])('keep %s in a nullable column', async (passwordHash) => {
        await storage.write(async (tx) => {
          await tx.run(insert, company('c'))
          await tx.run(insertUser, { id: 'u', companyId: 'c', passwordHash })
        }, 'database')
        expect(await storage.read((tx) => tx.get(findUser, { id: 'u' }))).toEqual({
          password_hash: passwordHash,
        })
      })

      it.each([Buffer.alloc(0), Buffer.from([0, 255, 10, 0, 128]), Buffer.alloc(300_000, 7)])(
        'keep bytes',
        async (content) => {
          await storage.write(async (tx) => {
            await tx.run(insert, company('c'))
            await tx.run(insertLocation, { id: 'l', companyId: 'c' })
            await tx.run(insertDocument, { id: 'd', locationId: 'l' })
            await tx.run(insertChunk, { documentId: 'd', content })
          }, 'database')
          const row = await storage.read((tx) => tx.get(findChunk, { documentId: 'd' }))
          expect(Buffer.isBuffer(row?.content)).toBe(true)
          expect(row?.content.equals(content)).toBe(true)
        },
      )

      it('must be complete and known', async () => {
        const missing = { id: 'a', name: 'n' } as unknown as ReturnType<typeof company>
        const unknown = { ...company('a'), other: 1 }
        const misnamed = { id: 'a', name: 'n', date: 1 } as unknown as ReturnType<typeof company>
        await expect(storage.write((tx) => tx.run(insert, missing), 'database')).rejects.toThrow(':dateAdded')
        await expect(storage.write((tx) => tx.run(insert, unknown), 'database')).rejects.toThrow(':other')
        await expect(storage.write((tx) => tx.run(insert, misnamed), 'database')).rejects.toThrow(
          ':dateAdded',
        )
        await expect(storage.read((tx) => tx.get(find, { ...company('a') }))).rejects.toThrow(':name')
        expect(await ids()).toEqual([])
      })

      it('must satisfy foreign keys', async () => {
        const writing = storage.write(
          (tx) => tx.run(insertLocation, { id: 'l', companyId: 'nobody' }),
          'database',
        )
        await expect(writing).rejects.toThrow(/foreign key/i)
      })
    })

    describe('the change stamp', () => {
      it('stays the same without a commit', async () => {
        await storage.write((tx) => tx.run(insert, company('a')), 'database')
        const stamp = await storage.changeStamp()
        await ids()
        expect(await storage.changeStamp()).toBe(stamp)
      })

      it('has changed when a write resolves', async () => {
        const stamps = [await storage.changeStamp()]
        for (const id of ['a', 'b', 'c']) {
          await storage.write((tx) => tx.run(insert, company(id)), 'database')
          stamps.push(await storage.changeStamp())
        }
        expect(new Set(stamps).size).toBe(4)
      })
    })

    describe('closing', () => {
      it('waits for queued writes', async () => {
        const writing = Promise.all(
          ['a', 'b', 'c'].map((id) => storage.write((tx) => tx.change(insert, company(id)), 'database')),
        )
        await storage.close()
        expect(await writing).toEqual([1, 1, 1])
      })

      it('refuses work afterwards', async () => {
        await storage.close()
        await expect(storage.write((tx) => tx.run(insert, company('a')), 'database')).rejects.toThrow(
          StorageUnavailableError,
        )
        await expect(storage.read((tx) => tx.all(list, {}))).rejects.toThrow(StorageUnavailableError)
      })

      it('may be called twice', async () => {
        await Promise.all([storage.close(), storage.close()])
        await storage.close()
      })
    })

    if (!shared) return
    describe('a database opened twice', () => {
      let other: Storage
      beforeEach(async () => {
        other = await database.open()
      })
      afterEach(() => other.close())

      it('keeps its data after all have closed', async () => {
        await storage.write((tx) => tx.run(insert, company('a')), 'database')
        await Promise.all([storage.close(), other.close()])
        storage = await database.open()
        expect(await ids()).toEqual(['a'])
      })

      it('shows each handle the writes of the other', async () => {
        await storage.write((tx) => tx.run(insert, company('a')), 'database')
        expect(await other.read(idsIn)).toEqual(['a'])
        await other.write((tx) => tx.run(insert, company('b')), 'database')
        expect(await ids()).toEqual(['a', 'b'])
      })

      it('changes the stamp of both handles', async () => {
        const before = [await storage.changeStamp(), await other.changeStamp()]
        await other.write((tx) => tx.run(insert, company('a')), 'database')
        const between = [await storage.changeStamp(), await other.changeStamp()]
        await storage.write((tx) => tx.run(insert, company('b')), 'database')
        const after = [await storage.changeStamp(), await other.changeStamp()]
        for (const index of [0, 1])
          expect(new Set([before[index], between[index], after[index]]).size).toBe(3)
      })

      it('loses no update of either handle', async () => {
        await storage.write((tx) => tx.run(insert, company('a', 0)), 'database')
        const increment = async (tx: WriteTx) => {
          const row = await tx.get(find, { id: 'a' })
          await tx.run(setDate, { id: 'a', dateAdded: Number(row?.date_added) + 1 })
        }
        const both = Array.from({ length: 50 }, () => [
          storage.write(increment, 'database'),
          other.write(increment, 'database'),
        ])
        await Promise.all(both.flat())
        expect(await storage.read((tx) => tx.get(find, { id: 'a' }))).toMatchObject({ date_added: 100 })
      })
    })
  })
}
