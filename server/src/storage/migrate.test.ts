import { expect, it, vi } from 'vitest'
import { logMigrations } from './migrate.ts'
import { migrations } from './migrations/migrations.ts'

it.each([
  [migrations, ['database created']],
  [migrations.slice(1, 3), ['migration applied', 'migration applied']],
  [[], []],
])('a new database is one line of the log, and each migration of an older one: %#', (applied, lines) => {
  const info = vi.fn()
  logMigrations({ info, warn: vi.fn() }, applied)
  expect(info.mock.calls.map(([, line]) => line)).toEqual(lines)
})
