import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { systemClock as clock } from '../../server/src/lib/clock.ts'
import { randomIds as ids } from '../../server/src/lib/ids.ts'
import { backupDatabase } from '../../server/src/storage/backup-database.ts'
import type { CopyWatcher } from '../../server/src/storage/copy/copy-tables.ts'
import { copyDatabase } from '../../server/src/storage/copy-database.ts'
import { migrateDatabase, openStorage } from '../../server/src/storage/open-storage.ts'
import { fillTables } from '../support/filled-database.ts'
import { temporaryFolder } from '../support/program.ts'

const watcher: CopyWatcher = { begin: () => {}, advance: () => {}, copied: () => {} }

const full = mkdtempSync(join(tmpdir(), 'contactd-full-'))
const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=2m', 'tmpfs', full]).status === 0
afterAll(() => {
  if (mounted) spawnSync('umount', [full])
  rmSync(full, { recursive: true })
})

// Only on machines that can mount a file system.
describe.runIf(mounted)('on a full disk', () => {
  let database: string
  beforeAll(async () => {
    const file = join(temporaryFolder(), 'contactd.db')
    database = `sqlite:${file}`
    await migrateDatabase({ database, clock })
    fillTables(file, 60)
  })

  it('a backup reports it in one sentence, and leaves nothing', async () => {
    const file = join(full, 'backup.db')
    const backup = backupDatabase({ file, database, mayReplace: false, clock, watcher })
    await expect(backup).rejects.toThrow(`The disk of ${file}.part is full: free some space`)
    expect(readdirSync(full)).toEqual([])
  })

  it('a copy reports it in one sentence, and stays unfinished', async () => {
    const to = `sqlite:${join(full, 'to.db')}`
    await expect(copyDatabase({ from: database, to, clock, ids, watcher })).rejects.toThrow('The disk of')
    await expect(openStorage({ database: to, clock })).rejects.toThrow(
      'A copy into the database was not finished',
    )
  })
})
