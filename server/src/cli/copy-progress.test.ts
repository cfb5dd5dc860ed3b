import { PassThrough } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { progressBar } from './copy-progress.ts'

test('the bar fills as rows are copied and checked, has no colours, and leaves the terminal unchanged', async () => {
  const terminal = Object.assign(new PassThrough(), { isTTY: true, columns: 80 })
  const written: string[] = []
  terminal.setEncoding('utf8').on('data', (text: string) => written.push(text))
  const bar = progressBar(terminal)
  bar.begin(200)
  bar.advance(100)
  while (!written.join('').includes(' 50%')) await sleep(10)
  bar.copied({ name: 'contacts', rows: 100, checksum: '' })
  bar.advance(100)
  bar.end()
  terminal.end()
  while (!terminal.readableEnded) await sleep(1)
  const text = written.join('').replaceAll('\x1b', 'ESC')
  expect(text).toContain(' 0% of rows copied and checked')
  expect(text).not.toContain('contacts')
  // No colours, hidden cursor or disabled line wrap.
  expect(text).not.toMatch(/ESC\[[\d;]*m|ESC\[\?(25|7)l/)
})

test('a bar that never began ends too', () => {
  const terminal = Object.assign(new PassThrough(), { isTTY: true })
  progressBar(terminal).end()
  expect(terminal.read()).toBeNull()
})
