import { PassThrough } from 'node:stream'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { readPassword } from './read-password.ts'

function inputOf(text: string | Buffer): PassThrough {
  const input = new PassThrough()
  input.end(text)
  return input
}

describe('from a file or a pipe', () => {
  test.each([
    ['correct horse', 'correct horse'],
    ['correct horse\n', 'correct horse'],
    ['correct horse\r\nmore\n', 'correct horse'],
    [' correct horse ', ' correct horse '],
    ['pässwörd', 'pässwörd'],
    ['\uFEFFcorrect horse\n', 'correct horse'],
    ['x'.repeat(1000), 'x'.repeat(1000)],
  ])('%j is %j', async (text, password) => {
    expect(await readPassword(inputOf(text))).toBe(password)
  })

  test.each([
    ['', 'stdin contains no password'],
    ['\nsecond line', '8 characters or more'],
    ['seven77', '8 characters or more'],
    ['🔑🔑🔑🔑', '8 characters or more'],
    ['x'.repeat(1001), '1000 bytes or less'],
    ['é'.repeat(501), '1000 bytes or less'],
    [Buffer.from([0xff, 0xfe, 0x61, 0x62, 0x63, 0x64, 0x65, 0x66]), 'not UTF-8'],
  ])('%j is refused', async (text, sentence) => {
    await expect(readPassword(inputOf(text))).rejects.toThrow(sentence)
  })

  test('no more is read than the maximum length of a password', async () => {
    const input = new PassThrough()
    const endless = setInterval(() => input.write('x'.repeat(500)), 1)
    await expect(readPassword(input)).rejects.toThrow('1000 bytes or less')
    clearInterval(endless)
  })
})

describe('on a terminal', () => {
  let shown = ''
  beforeEach(() => {
    shown = ''
    vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
      shown += text
      return true
    })
  })
  afterEach(() => {
    vi.restoreAllMocks()
  })
  const terminalOf = (text: string) => Object.assign(inputOf(text), { isTTY: true })

  test('it is entered twice, and not shown', async () => {
    expect(await readPassword(terminalOf('correct horse\ncorrect horse\n'))).toBe('correct horse')
    expect(shown).toBe('New password: \nOnce more: \n')
  })

  test.each([
    ['correct horse\ncorrect hors\n', 'The two differ'],
    ['seven77\nseven77\n', '8 characters or more'],
    ['correct horse\n', 'No password was given'],
    ['', 'No password was given'],
    ['correct\x03', 'No password was given'],
  ])('%j is refused', async (text, sentence) => {
    await expect(readPassword(terminalOf(text))).rejects.toThrow(sentence)
  })
})
