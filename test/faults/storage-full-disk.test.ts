import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { systemClock as clock } from '../../server/src/lib/clock.ts'
import { openStorage } from '../../server/src/storage/open-storage.ts'
import { statement } from '../../server/src/storage/statement.ts'
import { StorageUnavailableError } from '../../server/src/storage/storage.ts'

const insert = statement<{ id: string; name: string }>(
  'full-disk-insert',
  'INSERT INTO companies (id, name, date_added) VALUES (:id, :name, 1)',
)
const list = statement<Record<string, never>, { id: string }>('full-disk-list', 'SELECT id FROM companies')

const folder = mkdtempSync(join(tmpdir(), 'contactd-full-'))
const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=8m', 'tmpfs', folder]).status === 0
afterAll(() => {
  if (mounted) spawnSync('umount', [folder])
  rmSync(folder, { recursive: true })
})

// On machines that can't mount a file system, SQLite's page limit tests the same in the unit test of the group
// commit.
it.runIf(mounted)(
  'a full disk refuses writes that do not fit, keeps the others, and works again when there is space',
  async () => {
    const ballast = join(folder, 'ballast')
    writeFileSync(ballast, Buffer.alloc(4_000_000))
    const database = `sqlite:${join(folder, 'contactd.db')}`
    let storage = await openStorage({ database, clock })
    const name = 'x'.repeat(50_000)
    const acknowledged: string[] = []
    let refusal: unknown
    for (let number = 0; number < 1_000 && refusal === undefined; number += 1) {
      const writes = ['a', 'b', 'c'].map(async (letter) => {
        const id = `${number}-${letter}`
        await storage.write((tx) => tx.run(insert, { id, name }), 'database')
        acknowledged.push(id)
      })
      const results = await Promise.allSettled(writes)
      refusal = results.find((result) => result.status === 'rejected')?.reason
    }
    expect(refusal).toBeInstanceOf(StorageUnavailableError)
    expect(acknowledged.length).toBeGreaterThan(10)
    const ids = async () => (await storage.read((tx) => tx.all(list, {}))).map(({ id }) => id)
    expect(new Set(await ids())).toEqual(new Set(acknowledged))

    rmSync(ballast)
    await storage.write((tx) => tx.run(insert, { id: 'after', name }), 'database')
    await storage.close()
    storage = await openStorage({ database, clock })
    expect(new Set(await ids())).toEqual(new Set([...acknowledged, 'after']))
    await storage.close()
  },
)
