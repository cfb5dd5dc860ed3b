import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { makeUploadFolder, removeAbandonedUploads } from './upload-folder.ts'

const folder = mkdtempSync(join(tmpdir(), 'contactd-abandoned-'))
beforeAll(() => void vi.stubEnv('TMPDIR', folder))
afterAll(() => {
  vi.unstubAllEnvs()
  rmSync(folder, { recursive: true })
})

it('BR-813 removes the uploads of processes that are gone', async () => {
  const own = basename(await makeUploadFolder())
  const start = own.slice(0, own.lastIndexOf(`${process.pid}-`))
  const add = (name: string) => {
    mkdirSync(join(folder, name))
    writeFileSync(join(folder, name, 'contacts.csv'), 'Email\n')
    return name
  }
  const { pid } = spawnSync(process.execPath, ['--version'])
  add(`${start}${pid}-killed`)
  const before = add(`${start}${process.pid}-before`)
  utimesSync(join(folder, before), 0, 0)
  const kept = [
    own,
    add(`${start}${process.ppid}-running`),
    add(`contactd-import-elsewhere-${pid}-x`),
    add(`${start}notes`),
  ]
  await removeAbandonedUploads()
  expect(readdirSync(folder).sort()).toEqual(kept.sort())
})
