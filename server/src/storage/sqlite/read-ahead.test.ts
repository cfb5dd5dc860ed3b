import { closeSync, mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { ReadAhead } from './read-ahead.ts'

const mebibyte = 1024 * 1024
const fileBytes = 3 * mebibyte + 5

let folder: string
let descriptor: number
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'contactd-test-'))
  const file = join(folder, 'large.db')
  writeFileSync(file, Buffer.alloc(fileBytes))
  descriptor = openSync(file, 'r')
})
afterAll(() => {
  closeSync(descriptor)
  rmSync(folder, { recursive: true })
})

it('reads the whole file', async () => {
  expect(await new ReadAhead({ descriptor, delayMs: 0 }).ended).toBe(fileBytes)
})

it('reads no more than half of the free memory', async () => {
  const freeBytes = () => 4 * mebibyte
  expect(await new ReadAhead({ descriptor, delayMs: 0, freeBytes }).ended).toBe(2 * mebibyte)
})

it('ends when it is closed', async () => {
  const reading = new ReadAhead({ descriptor })
  await reading.close()
  expect(await reading.ended).toBe(0)
})

it('ends quietly if the file cannot be read', async () => {
  expect(await new ReadAhead({ descriptor: -1, delayMs: 0 }).ended).toBe(0)
})
