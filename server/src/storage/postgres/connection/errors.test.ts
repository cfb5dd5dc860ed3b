import pg from 'pg'
import { beforeAll, expect, it } from 'vitest'
import { StorageUnavailableError } from '../../storage.ts'
import { driver } from './driver.ts'
import { isConnectionLost, portError } from './errors.ts'

beforeAll(() => void driver())

const serverError = (code: string, severity: string) =>
  Object.assign(new pg.DatabaseError('The message.', 0, 'error'), { code, severity })

it.each([
  ['57P01', 'FATAL', true],
  ['08P01', 'FATAL', true],
  // A server whose messages are not in English.
  ['57P01', 'FATALE', true],
  ['25P03', 'FATAL', true],
  ['08006', 'ERROR', false],
  ['23505', 'ERROR', false],
])('%s with the severity %s: the connection is lost: %s', (code, severity, isLost) => {
  expect(isConnectionLost(serverError(code, severity))).toBe(isLost)
})

it('a server that cannot reach another one is unavailable, although its session goes on', () => {
  expect(portError(serverError('08006', 'ERROR'))).toBeInstanceOf(StorageUnavailableError)
})
