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
  /** Opens it, as often as the test likes. */
  open(): Promise<Storage>
  /** Removes it, after all that was opened is closed. */
  remove(): Promise<void>
}

const company = (id: string, dateAdded = 1) => ({ id, name: `Company ${id}`, dateAdded })
const idsIn = async (tx: ReadTx) => (await tx.all(list, {})).map((row) => row.id)

/**
 * The tests that define the storage port.
 * @param engine its name, for the report.
 * @param make makes a new database for each test.
 * @param shared whether what is opened twice is one database, and outlives its closing.
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
      it('is read by whoever reads after it resolved', async () => {
        await storage.write((tx) => tx.run(insert, company('a')))
        expect(await storage.read((tx) => tx.get(find, { id: 'a' }))).toEqual({
          id: 'a',
          name: 'Company a',
          date_added: 1,
        })
      })

      it('sees what it did itself', async () => {
        const seen = await storage.write(async (tx) => {
          await tx.run(insert, company('a'))
          return idsIn(tx)
        })
        expect(seen).toEqual(['a'])
      })

      it('answers what its function answers', async () => {
        expect(await storage.write(async () => ({ any: 'thing' }))).toEqual({ any: 'thing' })
      })

      it('sees the writes that were handed in before it, in their order', async () => {
        const seen = await Promise.all(
          ['a', 'b', 'c'].map((id) =>
            storage.write(async (tx) => {
              await tx.run(insert, company(id))
              return idsIn(tx)
            }),
          ),
        )
        expect(seen).toEqual([['a'], ['a', 'b'], ['a', 'b', 'c']])
      })

      it('settles in the order in which it was handed in', async () => {
        const settled: number[] = []
        const numbers = Array.from({ length: 50 }, (_, number) => number)
        await Promise.all(
          numbers.map((number) => storage.write(async () => undefined).then(() => settled.push(number))),
        )
        expect(settled).toEqual(numbers)
      })

      it('is unseen by readers until it is committed', async () => {
        let reading: Promise<string[]> = Promise.resolve([])
        const writing = storage.write(async (tx) => {
          await tx.run(insert, company('a'))
          reading = storage.read(idsIn)
          for (let step = 0; step < 20; step += 1) await tx.get(find, { id: 'a' })
          throw new Error('refused')
        })
        await expect(writing).rejects.toThrow('refused')
        expect(await reading).toEqual([])
      })

      it('loses no update among 200 at once that read, change and write', async () => {
        await storage.write((tx) => tx.run(insert, company('a', 0)))
        const increment = async (tx: WriteTx) => {
          const row = await tx.get(find, { id: 'a' })
          await tx.run(setDate, { id: 'a', dateAdded: Number(row?.date_added) + 1 })
        }
        await Promise.all(Array.from({ length: 200 }, () => storage.write(increment)))
        expect(await storage.read((tx) => tx.get(find, { id: 'a' }))).toMatchObject({ date_added: 200 })
      })

      it('says how many rows a statement changed', async () => {
        const changes = await storage.write(async (tx) => [
          await tx.change(insert, company('a')),
          await tx.change(insert, company('b')),
          await tx.change(setEveryDate, { dateAdded: 7 }),
          await tx.change(setDate, { id: 'nobody', dateAdded: 7 }),
        ])
        expect(changes).toEqual([1, 1, 2, 0])
      })

      it('has no use of its transaction once it has ended', async () => {
        let kept: WriteTx | undefined
        await storage.write(async (tx) => {
          kept = tx
        })
        await expect(kept?.run(insert, company('a'))).rejects.toThrow('after its transaction had ended')
        expect(await ids()).toEqual([])
      })
    })

    describe('a write that fails', () => {
      it('rejects with its own error and leaves nothing', async () => {
        const refusal = new Error('refused')
        const writing = storage.write(async (tx) => {
          await tx.run(insert, company('a'))
          await tx.run(insert, company('b'))
          throw refusal
        })
        await expect(writing).rejects.toBe(refusal)
        expect(await ids()).toEqual([])
      })

      it('leaves nothing of a statement that answers rows either', async () => {
        const writing = storage.write(async (tx) => {
          expect(await tx.get(insertReturning, company('a'))).toMatchObject({ id: 'a' })
          throw new Error('refused')
        })
        await expect(writing).rejects.toThrow('refused')
        expect(await ids()).toEqual([])
      })

      it('touches none of the writes beside it', async () => {
        const results = await Promise.allSettled(
          ['a', 'b', 'c', 'd'].map((id) =>
            storage.write(async (tx) => {
              await tx.run(insert, company(id))
              if (id === 'b' || id === 'd') throw new Error(id)
            }),
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

      it('is unseen by the writes behind it', async () => {
        const failing = storage.write(async (tx) => {
          await tx.run(insert, company('a'))
          throw new Error('refused')
        })
        const seen = storage.write(idsIn)
        await expect(failing).rejects.toThrow('refused')
        expect(await seen).toEqual([])
      })

      it('rejects when the database refuses a statement, without harm to the others', async () => {
        const results = await Promise.allSettled([
          storage.write((tx) => tx.run(insert, company('a'))),
          storage.write((tx) => tx.run(insert, company('a'))),
          storage.write((tx) => tx.run(insert, company('b'))),
        ])
        expect(results.map((result) => result.status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
        expect(await ids()).toEqual(['a', 'b'])
      })

      it('has failed with a statement that failed, even where it catches the error', async () => {
        await storage.write((tx) => tx.run(insert, company('a')))
        const writing = storage.write(async (tx) => {
          await tx.run(insert, company('b'))
          await tx.run(insert, company('a')).catch(() => undefined)
        })
        await expect(writing).rejects.toThrow()
        expect(await ids()).toEqual(['a'])
      })

      it('rejects where its function throws before it begins', async () => {
        const writing = storage.write(() => {
          throw new Error('at once')
        })
        await expect(writing).rejects.toThrow('at once')
      })
    })

    describe('a read', () => {
      it('answers undefined and an empty list where there is no row', async () => {
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
        await storage.write((tx) => tx.run(insert, { id: 'a', name, dateAdded: 1 }))
        expect(await storage.read((tx) => tx.get(find, { id: 'a' }))).toMatchObject({ name })
      })

      it.each([0, -1, 2 ** 31, 1_767_225_600_000, Number.MAX_SAFE_INTEGER, 2 ** 53, -(2 ** 53)])(
        'keep the integer %d',
        async (dateAdded) => {
          await storage.write((tx) => tx.run(insert, company('a', dateAdded)))
          const row = await storage.read((tx) => tx.get(find, { id: 'a' }))
          expect(row?.date_added).toBe(dateAdded)
        },
      )

      it.each([null, 'scrypt$…'])('keep %s where nothing may stand', async (passwordHash) => {
        await storage.write(async (tx) => {
          await tx.run(insert, company('c'))
          await tx.run(insertUser, { id: 'u', companyId: 'c', passwordHash })
        })
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
          })
          const row = await storage.read((tx) => tx.get(findChunk, { documentId: 'd' }))
          expect(Buffer.isBuffer(row?.content)).toBe(true)
          expect(row?.content.equals(content)).toBe(true)
        },
      )

      it('that are missing or unknown are errors', async () => {
        const missing = { id: 'a', name: 'n' } as unknown as ReturnType<typeof company>
        const unknown = { ...company('a'), other: 1 }
        const misnamed = { id: 'a', name: 'n', date: 1 } as unknown as ReturnType<typeof company>
        await expect(storage.write((tx) => tx.run(insert, missing))).rejects.toThrow(':dateAdded')
        await expect(storage.write((tx) => tx.run(insert, unknown))).rejects.toThrow(':other')
        await expect(storage.write((tx) => tx.run(insert, misnamed))).rejects.toThrow(':dateAdded')
        await expect(storage.read((tx) => tx.get(find, { ...company('a') }))).rejects.toThrow(':name')
        expect(await ids()).toEqual([])
      })

      it('must keep the rules between tables', async () => {
        const writing = storage.write((tx) => tx.run(insertLocation, { id: 'l', companyId: 'nobody' }))
        await expect(writing).rejects.toThrow(/foreign key/i)
      })
    })

    describe('the change stamp', () => {
      it('stays while nothing is committed', async () => {
        await storage.write((tx) => tx.run(insert, company('a')))
        const stamp = await storage.changeStamp()
        await ids()
        expect(await storage.changeStamp()).toBe(stamp)
      })

      it('has changed when a write resolves', async () => {
        const stamps = [await storage.changeStamp()]
        for (const id of ['a', 'b', 'c']) {
          await storage.write((tx) => tx.run(insert, company(id)))
          stamps.push(await storage.changeStamp())
        }
        expect(new Set(stamps).size).toBe(4)
      })
    })

    describe('closing', () => {
      it('waits for the writes that were handed in', async () => {
        const writing = Promise.all(
          ['a', 'b', 'c'].map((id) => storage.write((tx) => tx.change(insert, company(id)))),
        )
        await storage.close()
        expect(await writing).toEqual([1, 1, 1])
      })

      it('takes no work afterwards', async () => {
        await storage.close()
        await expect(storage.write((tx) => tx.run(insert, company('a')))).rejects.toThrow(
          StorageUnavailableError,
        )
        await expect(storage.read((tx) => tx.all(list, {}))).rejects.toThrow(StorageUnavailableError)
      })

      it('may be asked for twice', async () => {
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

      it('keeps what was written when all have closed', async () => {
        await storage.write((tx) => tx.run(insert, company('a')))
        await Promise.all([storage.close(), other.close()])
        storage = await database.open()
        expect(await ids()).toEqual(['a'])
      })

      it('shows each what the other wrote', async () => {
        await storage.write((tx) => tx.run(insert, company('a')))
        expect(await other.read(idsIn)).toEqual(['a'])
        await other.write((tx) => tx.run(insert, company('b')))
        expect(await ids()).toEqual(['a', 'b'])
      })

      it('changes the stamp of both', async () => {
        const before = [await storage.changeStamp(), await other.changeStamp()]
        await other.write((tx) => tx.run(insert, company('a')))
        const between = [await storage.changeStamp(), await other.changeStamp()]
        await storage.write((tx) => tx.run(insert, company('b')))
        const after = [await storage.changeStamp(), await other.changeStamp()]
        for (const index of [0, 1])
          expect(new Set([before[index], between[index], after[index]]).size).toBe(3)
      })

      it('loses no update of either', async () => {
        await storage.write((tx) => tx.run(insert, company('a', 0)))
        const increment = async (tx: WriteTx) => {
          const row = await tx.get(find, { id: 'a' })
          await tx.run(setDate, { id: 'a', dateAdded: Number(row?.date_added) + 1 })
        }
        const both = Array.from({ length: 50 }, () => [storage.write(increment), other.write(increment)])
        await Promise.all(both.flat())
        expect(await storage.read((tx) => tx.get(find, { id: 'a' }))).toMatchObject({ date_added: 100 })
      })
    })
  })
}
