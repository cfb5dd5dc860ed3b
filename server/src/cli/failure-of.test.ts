import { mkdtempSync, readFileSync } from 'node:fs'
import Database from 'better-sqlite3'
import { expect, test } from 'vitest'
import { InputError } from '../lib/input-error.ts'
import { StorageUnavailableError } from '../storage/storage.ts'
import { Failure } from './failure.ts'
import { failureOf } from './failure-of.ts'

const systemError = (code: string, path?: string) =>
  Object.assign(new Error(`${code}: it went wrong`), { code, syscall: 'open', ...(path && { path }) })

test.each([
  ['ENOSPC', 'The disk is full, so /a/b'],
  ['EDQUOT', 'The disk is full, so /a/b'],
  ['EROFS', 'The file system of /a/b is read-only'],
  ['EACCES', 'This account has no access to /a/b (open)'],
  ['EPERM', 'This account has no access to /a/b (open)'],
  ['ENOENT', '/a/b does not exist'],
  ['ENOTDIR', '/a is not a folder'],
  ['EISDIR', '/a/b is a folder, not a file'],
  ['EMFILE', 'Too many files are open (open)'],
  ['EIO', 'The system refused open of /a/b'],
])('BR-372 the system’s %s is reported in one sentence', (code, sentence) => {
  const failure = failureOf(systemError(code, '/a/b'))
  expect(failure?.message).toContain(sentence)
  expect(failure?.message).toMatch(/^[^\n]+: [^\n]+\.$/)
})

test('BR-372 so is the refusal of a use case, a store or an engine', () => {
  const failure = new Failure('So it is.')
  expect(failureOf(failure)).toBe(failure)
  expect(failureOf(new InputError('A name has a letter.'))?.message).toBe('A name has a letter.')
  expect(failureOf(new StorageUnavailableError('It is full.'))?.message).toBe(
    'It is full. Run `contactd doctor` to find the cause.',
  )
  const refused = new Database.SqliteError('disk I/O error', 'SQLITE_IOERR_READ')
  expect(failureOf(refused)?.message).toBe(
    'SQLite failed (SQLITE_IOERR_READ: disk I/O error): run `contactd doctor` to find the cause.',
  )
})

test('a real error of the system is recognized', () => {
  let error: unknown
  try {
    readFileSync('/')
  } catch (thrown) {
    error = thrown
  }
  expect(failureOf(error)?.message).toContain('is a folder, not a file')
})

test('BR-372 a missing folder for temporary files is named with its variable', () => {
  let error: unknown
  try {
    mkdtempSync('/missing/contactd-')
  } catch (thrown) {
    error = thrown
  }
  expect(failureOf(error)?.message).toBe(
    'The folder for temporary files, /missing, does not exist: name another with TMPDIR.',
  )
})

test('a bug of contactd keeps its stack', () => {
  expect(failureOf(new TypeError('x is not a function'))).toBeUndefined()
  expect(failureOf('thrown text')).toBeUndefined()
})
